import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Caller, tenantsDecision } from '@flytower/contract-node';
import { describeDatabases } from '@flytower/durable/testUtils';
import { usageReadTenantPermission } from '@flytower/plugin-metering-common';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import { NOTHING } from '../../domain/Amount';
import { open } from '../../domain/advance';
import { openLedger } from '../../__testUtils__/openLedger';
import { UsageRights } from './UsageRights';

jest.setTimeout(60_000);

const START = 1_772_366_400;

/** Name, tenant, application, requester. */
const PODS = [
  ['dans-card', 'payments', 'cards', 'user:default/dan'],
  ['taras-card', 'payments', 'cards', 'user:default/tara'],
  ['dans-book', 'payments', 'books', 'user:default/dan'],
  ['nobodys', 'payments', '', ''],
  ['shens-shop', 'shop', 'cards', 'user:default/shen'],
  ['dans-old-shop', 'shop', 'cards', 'user:default/dan'],
] as const;

const { memberships, rights: bound } = mockTenancy({
  tenants: [{ slug: 'payments', teams: ['cards-team'] }, { slug: 'shop' }],
  members: [
    { person: 'user:default/tara', tenant: 'payments', role: 'owner' },
    { person: 'user:default/lee', tenant: 'payments', role: 'lead' },
    { person: 'user:default/lou', tenant: 'payments', role: 'lead' },
    { person: 'user:default/dan', tenant: 'payments', role: 'developer' },
    { person: 'user:default/shen', tenant: 'shop', role: 'owner' },
  ],
  teamMembers: [
    {
      person: 'user:default/lee',
      tenant: 'payments',
      team: 'cards-team',
      lead: true,
    },
    {
      person: 'user:default/dan',
      tenant: 'payments',
      team: 'cards-team',
      lead: false,
    },
  ],
});

/** The decisions of the policy: all for operations admins, their tenants for owners. */
function scopeOf(person: string) {
  const owned = memberships
    .membershipsOf(person)
    .filter(({ role }) => role === 'owner')
    .map(({ tenant }) => tenant);
  const ofOwner =
    owned.length === 0
      ? ({ result: AuthorizeResult.DENY } as const)
      : tenantsDecision('metering', usageReadTenantPermission, owned);
  const decision =
    person === 'user:default/olivia'
      ? ({ result: AuthorizeResult.ALLOW } as const)
      : ofOwner;
  const rights = UsageRights.create({
    memberships,
    rights: bound,
    permissions: mockServices.permissions.mock({
      authorizeConditional: async () => [decision],
    }),
  });
  return rights.scopeOf(
    { kind: 'user', ref: person } as Caller,
    person === 'user:default/olivia'
      ? { kind: 'all' }
      : {
          kind: 'some',
          tenants: memberships
            .membershipsOf(person)
            .map(({ tenant }) => tenant),
        },
  );
}

describeDatabases('who sees whose usage', openTestStore => {
  let world: Awaited<ReturnType<typeof openWorld>>;
  beforeAll(async () => {
    world = await openWorld();
  });

  async function openWorld() {
    const opened = await openLedger(openTestStore, { start: START });
    const book = await opened.ledger.takeBook('cluster:east', START);
    await opened.ledger.write(
      book,
      {
        resources: PODS.map(
          ([name, tenant, application, requester]) =>
            open(
              {
                key: name,
                id: name,
                type: 'pod',
                name,
                tenant,
                application,
                environment: 'prod',
                cluster: 'east',
                requester,
                createdAt: START,
                phase: 'ran',
                phaseSince: START,
                amount: { ...NOTHING, pieces: 1, cpuMillicores: 1_000 },
              },
              START,
            ).resource,
        ),
        rows: [],
        seenUntil: START + 100,
      },
      START,
    );
    // The team has the application since 40 seconds after the start.
    await opened.store.knex('ownership').insert([
      {
        tenant: 'payments',
        application: 'cards',
        owned_from: 0,
        owned_to: START + 40,
        team: '',
      },
      {
        tenant: 'payments',
        application: 'cards',
        owned_from: START + 40,
        owned_to: 9_999_999_999,
        team: 'cards-team',
      },
    ]);
    opened.clock.second = START + 100;
    return opened;
  }

  it.each([
    ['olivia', PODS.map(([name]) => name), 600],
    ['tara', ['dans-card', 'taras-card', 'dans-book', 'nobodys'], 400],
    // What their team owned, from when it owned it.
    ['lee', ['dans-card', 'taras-card'], 120],
    // A lead of no team, who requested nothing.
    ['lou', [], 0],
    // No part of what they requested in a tenant that they have left.
    ['dan', ['dans-card', 'dans-book'], 200],
    ['shen', ['shens-shop', 'dans-old-shop'], 200],
    ['mallory', [], 0],
  ])('shows %s exactly %j', async (name, visible, seconds) => {
    const { views } = world;
    const scope = await scopeOf(`user:default/${name}`);
    const page = await views.page({
      scope,
      selection: {},
      groupBy: 'resource',
      limit: 100,
    });
    expect(page.items.map(({ key }) => key).sort()).toEqual(
      [...visible].sort(),
    );
    expect(page.totals.ranSeconds.least).toBe(String(seconds));
    expect(page.totals.cpuMillicoreSeconds.most).toBe(String(seconds * 1_000));
    for (const groupBy of ['tenant', 'team', 'cluster', 'requester'] as const) {
      const grouped = await views.page({
        scope,
        selection: {},
        groupBy,
        limit: 100,
      });
      expect(grouped.totals).toEqual(page.totals);
    }
    for (const [pod] of PODS) {
      const found = await views.resource(pod, scope, { limit: 100 });
      expect([pod, found !== undefined]).toEqual([
        pod,
        (visible as readonly string[]).includes(pod),
      ]);
    }
    const choices = await views.choices(scope, {});
    expect(choices.tenants).toEqual(
      [
        ...new Set(
          PODS.filter(([pod]) =>
            (visible as readonly string[]).includes(pod),
          ).map(([, tenant]) => tenant),
        ),
      ].sort(),
    );
  });

  it('cannot be widened by a filter', async () => {
    const { views } = world;
    const scope = await scopeOf('user:default/dan');
    for (const selection of [
      { tenant: 'shop' },
      { requester: 'user:default/tara' },
      { application: 'shop/cards' },
      { team: "cards-team' or '1'='1" },
    ]) {
      const page = await views.page({
        scope,
        selection,
        groupBy: 'resource',
        limit: 100,
      });
      expect(page.items).toEqual([]);
    }
  });
});
