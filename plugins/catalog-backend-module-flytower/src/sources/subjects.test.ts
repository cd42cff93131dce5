import { ChangeEvent } from '@flytower/contract';
import {
  deliverySubjects,
  fleetSubjects,
  publicServicesSubjects,
  tenancySubjects,
} from './subjects';

function change(
  type: string,
  kind: string,
  rest: Partial<ChangeEvent> = {},
): ChangeEvent {
  return {
    id: '01JD',
    sequence: 1,
    type,
    subject: { kind, id: `${kind}-1`, name: kind },
    tenant: 'payments',
    actor: 'user:default/dan',
    summary: '',
    data: {},
    at: '2026-03-01T10:00:00.000Z',
    ...rest,
  };
}

describe('what a change is of', () => {
  it.each([
    ['tenant.member-added.v1', 'tenant', ['payments']],
    ['team.deleted.v1', 'team', ['payments']],
    ['tenant.operation-requested.v1', 'tenant', []],
    ['tenant.reservation-expired.v1', 'tenant', []],
  ])('of tenancy, %s of a %s: the tenant', (type, kind, subjects) => {
    expect(tenancySubjects(change(type, kind))).toEqual(subjects);
  });

  it.each([
    ['application.team-changed.v1', 'application', ['application-1']],
    ['service.deleted.v1', 'service', ['service-1']],
    ['release.succeeded.v1', 'service', []],
    ['pod.deleted.v1', 'pod', []],
    ['domain.added.v1', 'domain', undefined],
  ])('of delivery, %s of a %s: itself', (type, kind, subjects) => {
    expect(deliverySubjects(change(type, kind))).toEqual(subjects);
  });

  it.each([
    ['instance.created.v1', 'instance', ['instance-1']],
    ['binding.published.v1', 'binding', ['orders']],
    ['password.changed.v1', 'binding', ['orders']],
    ['binding.operation-steered.v1', 'binding', []],
    ['server.health-changed.v1', 'server', []],
    ['plan.created.v1', 'plan', []],
  ])('of public services, %s of a %s: the instance', (type, kind, subjects) => {
    const data = { instanceId: 'orders' };
    expect(publicServicesSubjects(change(type, kind, { data }))).toEqual(
      subjects,
    );
  });

  it('is anything where it does not say', () => {
    expect(
      tenancySubjects(
        change('tenant.changed.v1', 'tenant', { tenant: undefined }),
      ),
    ).toBeUndefined();
    expect(
      publicServicesSubjects(change('binding.published.v1', 'binding')),
    ).toBeUndefined();
    expect(
      fleetSubjects(change('cluster.registered.v1', 'cluster')),
    ).toBeUndefined();
  });
});
