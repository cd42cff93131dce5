import {
  componentEntityV1alpha1Validator,
  DefaultNamespaceEntityPolicy,
  Entity,
  EntityPolicies,
  FieldFormatEntityPolicy,
  groupEntityV1alpha1Validator,
  KindValidator,
  NoForeignRootFieldsEntityPolicy,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  stringifyEntityRef,
  systemEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import {
  applicationSlugSchema,
  clusterSlugSchema,
  serviceSlugSchema,
  tenantSlugSchema,
} from '@flytower/contract';
import fc from 'fast-check';
import {
  applicationOf,
  bindingOf,
  CLUSTER,
  DATA_CENTRE,
  instanceOf,
  serviceOf,
  teamOf,
  tenantOf,
} from '../__testUtils__/samples';
import { deliveryEntities } from './deliveryEntities';
import { fleetEntities } from './fleetEntities';
import { publicServicesEntities } from './publicServicesEntities';
import { tenancyEntities } from './tenancyEntities';

const portal = {
  baseUrl: 'https://portal.example.com',
  operations: 'group:default/operations',
};

const validators: Record<string, KindValidator> = {
  Component: componentEntityV1alpha1Validator,
  Group: groupEntityV1alpha1Validator,
  Resource: resourceEntityV1alpha1Validator,
  System: systemEntityV1alpha1Validator,
};
const policy = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new DefaultNamespaceEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);

/** Whether the catalog's own rules take it. Throws where they do not. */
async function assertLegal(entity: Entity) {
  await policy.enforce(entity);
  expect(await validators[entity.kind].check(entity)).toBe(true);
}

/** Names of any length that the contract allows, the longest among them. */
const slug = (schema: { safeParse(text: string): { success: boolean } }) =>
  fc
    .stringMatching(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/)
    .filter(text => schema.safeParse(text).success);

function everything(names: {
  tenant: string;
  application: string;
  service: string;
  cluster: string;
  text: string;
}): Entity[] {
  const { tenant, application, service, cluster, text } = names;
  const all = [
    ...fleetEntities(
      {
        cursor: 'epoch.1.id',
        dataCentres: [
          { ...DATA_CENTRE, name: cluster, displayName: text, region: text },
        ],
        clusters: [
          { ...CLUSTER, name: cluster, dataCentre: cluster, displayName: text },
        ],
      },
      portal,
    ),
    ...tenancyEntities(
      {
        tenants: [
          tenantOf(tenant, {
            displayName: text,
            teams: [{ ...teamOf(tenant, service), displayName: text }],
          }),
        ],
      },
      portal,
    ),
    ...deliveryEntities(
      {
        applications: [
          applicationOf(tenant, application, {
            displayName: text,
            description: text,
          }),
        ],
        services: [
          { ...serviceOf(tenant, application, service), displayName: text },
        ],
      },
      portal,
    ),
    ...publicServicesEntities(
      {
        instances: [{ ...instanceOf(tenant, cluster), displayName: text }],
        bindings: [bindingOf(tenant, cluster, service)],
      },
      portal,
    ),
  ];
  return all.map(({ entity }) => entity);
}

describe('entities', () => {
  it('are legal and have references of their own, whatever the names and texts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          tenant: slug(tenantSlugSchema),
          application: slug(applicationSlugSchema),
          service: slug(serviceSlugSchema),
          cluster: slug(clusterSlugSchema),
          text: fc.oneof(
            fc.string({ unit: 'binary', maxLength: 80 }),
            fc.constantFrom('\u0000', ' ', '\ud800', '<b>', '../..', '${{x}}'),
          ),
        }),
        async names => {
          const entities = everything(names);
          await Promise.all(entities.map(assertLegal));
          const refs = entities.map(one => stringifyEntityRef(one));
          expect(new Set(refs).size).toBe(refs.length);
        },
      ),
    );
  });

  it('are never people', () => {
    const kinds = everything({
      tenant: 'payments',
      application: 'shop',
      service: 'checkout',
      cluster: 'east',
      text: 'East',
    }).map(({ kind }) => kind);
    expect([...new Set(kinds)].sort()).toEqual(Object.keys(validators).sort());
  });

  it('leave no tenant the name of the platform', () => {
    expect(tenantSlugSchema.safeParse('flytower').success).toBe(false);
  });

  it('belong to the team of the application where it has one, else to the tenant', () => {
    const ownersOf = (team?: string) =>
      deliveryEntities(
        {
          applications: [applicationOf('payments', 'shop', { team })],
          services: [serviceOf('payments', 'shop', 'checkout')],
        },
        portal,
      ).map(({ entity }) => entity.spec?.owner);
    expect(ownersOf('cards')).toEqual([
      'group:payments/cards',
      'group:payments/cards',
    ]);
    expect(ownersOf()).toEqual([
      'group:flytower/payments',
      'group:flytower/payments',
    ]);
  });

  it('call a worker a worker', () => {
    const [, component] = deliveryEntities(
      {
        applications: [applicationOf('payments', 'shop')],
        services: [
          { ...serviceOf('payments', 'shop', 'mailer'), kind: 'worker' },
        ],
      },
      portal,
    );
    expect(component.entity.spec?.type).toBe('worker');
  });
});
