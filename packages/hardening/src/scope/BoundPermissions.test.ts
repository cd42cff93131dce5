import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import { BoundPermissions } from './BoundPermissions';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };
const entity = (name: string, action: 'read' | 'delete' = 'read') =>
  createPermission({
    name,
    attributes: { action },
    resourceType: 'catalog-entity',
  });
const readEntity = entity('catalog.entity.read');
const basic = (name: string) => createPermission({ name, attributes: {} });

const dan = mockCredentials.user('user:default/dan');
const theirs: PolicyDecision = {
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
  conditions: {
    rule: 'IS_ENTITY_KIND',
    resourceType: 'catalog-entity',
    params: { kinds: ['Component'] },
  },
};

/** Permissions under a policy that decides everything in one way; of all entities only `component:payments/*` are Dan's. */
function under(policy: PolicyDecision) {
  const { rights } = mockTenancy({
    tenants: [{ slug: 'payments' }],
    members: [
      { person: 'user:default/dan', tenant: 'payments', role: 'viewer' },
    ],
  });
  const hold = jest.fn(async (queries: { resourceRef: string }[]) =>
    queries.map(({ resourceRef }) =>
      resourceRef.startsWith('component:payments/'),
    ),
  );
  const inner = mockServices.permissions.mock({
    authorize: async asked =>
      asked.map(() => ({
        result:
          policy.result === AuthorizeResult.CONDITIONAL
            ? AuthorizeResult.DENY
            : policy.result,
      })),
    authorizeConditional: async asked => asked.map(() => policy),
  });
  const permissions: PermissionsService = BoundPermissions.create({
    inner,
    auth: mockServices.auth(),
    rights,
    conditions: { hold },
  });
  return { permissions, hold };
}

const ask = async (
  policy: PolicyDecision,
  permission: Parameters<PermissionsService['authorizeConditional']>[0][0],
  credentials: BackstageCredentials = dan,
) => {
  const { permissions } = under(policy);
  const [decision] = await permissions.authorizeConditional([permission], {
    credentials,
  });
  return decision;
};

describe('the permissions of a plugin', () => {
  it('make our condition of an unconditional yes', async () => {
    const decision = await ask(ALLOW, { permission: readEntity });
    expect(decision).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'catalog',
    });
    expect(JSON.stringify(decision)).toContain('"value":"payments"');
  });

  it('want both conditions where the policy has its own', async () => {
    const ours = await ask(ALLOW, { permission: readEntity });
    await expect(ask(theirs, { permission: readEntity })).resolves.toEqual({
      ...theirs,
      conditions: {
        allOf: [
          'conditions' in theirs && theirs.conditions,
          'conditions' in ours && ours.conditions,
        ],
      },
    });
  });

  it('leave a no as it is, and their condition to operations admins', async () => {
    await expect(ask(DENY, { permission: readEntity })).resolves.toEqual(DENY);
    await expect(
      ask(
        theirs,
        { permission: readEntity },
        mockCredentials.user('user:default/olivia'),
      ),
    ).resolves.toEqual(theirs);
  });

  it('allow nothing where the two conditions are of different things', async () => {
    await expect(
      ask({ ...theirs, pluginId: 'elsewhere' } as PolicyDecision, {
        permission: readEntity,
      }),
    ).resolves.toEqual(DENY);
  });

  it.each([
    ['to delete an entity', 'catalog.entity.delete'],
    ['what a later version of the catalog adds', 'catalog.entity.new'],
  ])(
    'give nobody, under a policy that allows everything: %s',
    async (_, name) => {
      await expect(
        ask(ALLOW, { permission: entity(name, 'delete') }),
      ).resolves.toEqual(DENY);
    },
  );

  it.each([
    ['the proxy of the Kubernetes plugin', 'kubernetes.proxy', DENY],
    ['what is for operations admins', 'catalog.location.read', DENY],
    ['what a later version of the catalog adds', 'catalog.new', DENY],
    ['what everybody may', 'kubernetes.clusters.read', ALLOW],
    ['what Flytower knows nothing of', 'techdocs.thing', ALLOW],
  ])('under a policy that allows everything: %s', async (_, name, is) => {
    const { permissions } = under(ALLOW);
    await expect(
      permissions.authorize([{ permission: basic(name) }], {
        credentials: dan,
      }),
    ).resolves.toEqual([is]);
  });

  it('show with an entity what another plugin keeps of it, to whom the entity is shown', async () => {
    await expect(
      ask(ALLOW, { permission: entity('techdocs.page.read') }),
    ).resolves.toMatchObject({ result: AuthorizeResult.CONDITIONAL });
  });

  it('show the runs of templates to whoever started them', async () => {
    const readTask = createPermission({
      name: 'scaffolder.task.read',
      attributes: { action: 'read' },
      resourceType: 'scaffolder-task',
    });
    await expect(ask(ALLOW, { permission: readTask })).resolves.toMatchObject({
      conditions: {
        rule: 'IS_TASK_OWNER',
        params: { createdBy: ['user:default/dan'] },
      },
    });
  });

  it('leave a plugin that acts in its own name as Backstage does', async () => {
    await expect(
      ask(
        ALLOW,
        { permission: readEntity },
        mockCredentials.service('plugin:search'),
      ),
    ).resolves.toEqual(ALLOW);
  });

  it.each(['tests', 'external:pipeline'])(
    'give nothing to a program from outside, whose subject is %s',
    async subject => {
      const outsider = mockCredentials.service(subject);
      await expect(
        ask(ALLOW, { permission: readEntity }, outsider),
      ).resolves.toEqual(DENY);
      await expect(
        under(ALLOW).permissions.authorize(
          [{ permission: basic('catalog.location.create') }],
          { credentials: outsider },
        ),
      ).resolves.toEqual([DENY]);
    },
  );

  it('give nothing to a token that is restricted, whatever its subject says', async () => {
    const restricted = mockCredentials.service('plugin:search', {
      permissionAttributes: { action: ['read'] },
    });
    await expect(
      ask(ALLOW, { permission: readEntity }, restricted),
    ).resolves.toEqual(DENY);
  });

  it('give nothing to whoever is not signed in', async () => {
    await expect(
      ask(ALLOW, { permission: readEntity }, mockCredentials.none()),
    ).resolves.toEqual(DENY);
  });

  it('ask of each resource whether our condition holds, all of them at once', async () => {
    const { permissions, hold } = under(ALLOW);
    const answers = await permissions.authorize(
      [
        { permission: readEntity, resourceRef: 'component:payments/checkout' },
        { permission: readEntity, resourceRef: 'component:logistics/route' },
        { permission: basic('kubernetes.clusters.read') },
        { permission: basic('kubernetes.proxy') },
        { permission: readEntity, resourceRef: 'component:payments/worker' },
      ],
      { credentials: dan },
    );
    expect(answers.map(({ result }) => result)).toEqual([
      'ALLOW',
      'DENY',
      'ALLOW',
      'DENY',
      'ALLOW',
    ]);
    expect(hold).toHaveBeenCalledTimes(1);
  });
});
