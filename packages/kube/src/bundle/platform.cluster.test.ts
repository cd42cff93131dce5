/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect*"] }] */
import type { KubernetesObject } from '@kubernetes/client-node';
import { ClusterClient } from '../client/ClusterClient';
import { SYSTEM_NAMESPACE } from '../naming';
import { missingRights, Right } from '../probe/rights';
import { describeClusters, eventually } from '../testUtils';
import { BUNDLE_POLICIES } from './bundle';
import { BundleScene, DRY } from './__testUtils__/BundleScene';
import { expectRefused } from './__testUtils__/expectRefused';

jest.setTimeout(60_000);

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'patch', 'delete'];
const ROUTES = 'httproutes grpcroutes tlsroutes tcproutes';

/** What version 3 of the bundle added to what Flytower and its accounts may read and write: `group: resources`. */
const READABLE: Record<string, string> = {
  '': 'pods persistentvolumeclaims events',
  apps: 'deployments replicasets statefulsets daemonsets',
  batch: 'jobs cronjobs',
  'discovery.k8s.io': 'endpointslices',
  autoscaling: 'horizontalpodautoscalers',
  policy: 'poddisruptionbudgets',
  'gateway.networking.k8s.io': ROUTES,
};
const WRITABLE: Record<string, string> = {
  '': 'services configmaps persistentvolumeclaims secrets',
  apps: 'deployments statefulsets daemonsets',
  batch: 'jobs cronjobs',
  autoscaling: 'horizontalpodautoscalers',
  policy: 'poddisruptionbudgets',
  'gateway.networking.k8s.io': ROUTES,
};

type Policy = KubernetesObject & {
  status?: {
    observedGeneration?: number;
    typeChecking?: { expressionWarnings?: object[] };
  };
};

const rightsOf = (
  kinds: Record<string, string>,
  verbs: string[],
  namespace?: string,
): Right[] =>
  Object.entries(kinds).flatMap(([group, resources]) =>
    resources.split(' ').flatMap(resource =>
      verbs.map(verb => ({
        verb,
        resource,
        ...(group && { group }),
        ...(namespace && { namespace }),
      })),
    ),
  );

describeClusters('The bundle’s rights', ([cluster]) => {
  let scene: BundleScene;
  let platform: ClusterClient;

  beforeAll(async () => {
    scene = await BundleScene.open(cluster);
    platform = scene.platform();
  });
  afterAll(() => scene.close());

  it('let Flytower read every kind of workload everywhere, and write none', async () => {
    const reading = [
      ...rightsOf(READABLE, READ),
      ...rightsOf({ '': 'services nodes namespaces' }, READ),
      ...rightsOf({ 'metrics.k8s.io': 'nodes pods' }, ['get', 'list']),
      ...rightsOf(
        { 'gateway.networking.k8s.io': 'gateways gatewayclasses' },
        READ,
      ),
    ];
    await expect(missingRights(platform, reading)).resolves.toEqual([]);
    const writing = rightsOf(WRITABLE, WRITE, scene.namespace);
    await expect(missingRights(platform, writing)).resolves.toEqual(writing);
  });

  it('let people read them in their own namespaces, and the deployer write them there', async () => {
    const reading = [
      ...rightsOf(READABLE, READ, scene.namespace),
      ...rightsOf(
        { 'metrics.k8s.io': 'pods' },
        ['get', 'list'],
        scene.namespace,
      ),
    ];
    const elsewhere = rightsOf(READABLE, READ, scene.foreignNamespace);
    const writing = rightsOf(WRITABLE, WRITE, scene.namespace);
    for (const role of ['owner', 'developer', 'viewer']) {
      const person = scene.as(role);
      await expect(missingRights(person, reading)).resolves.toEqual([]);
      await expect(missingRights(person, elsewhere)).resolves.toEqual(
        elsewhere,
      );
      await expect(missingRights(person, writing)).resolves.toEqual(writing);
    }
    const deployer = scene.as('deployer');
    await expect(missingRights(deployer, writing)).resolves.toEqual([]);
  });

  it('keep everybody from handing out what they have, from others’ namespaces by a grant, and from the nodes', async () => {
    const dangerous: Right[] = [
      ...rightsOf({ '': 'secrets' }, READ, scene.namespace),
      ...rightsOf(
        { 'gateway.networking.k8s.io': 'referencegrants gateways' },
        WRITE,
        scene.namespace,
      ),
      ...rightsOf(
        { 'rbac.authorization.k8s.io': 'roles clusterrolebindings' },
        WRITE,
      ),
      ...rightsOf({ '': 'serviceaccounts' }, WRITE, scene.namespace),
      ...rightsOf({ 'coordination.k8s.io': 'leases' }, WRITE, 'kube-system'),
      ...['scale', 'status'].map(subresource => ({
        verb: 'patch',
        group: 'apps',
        resource: 'deployments',
        subresource,
        namespace: scene.namespace,
      })),
      {
        verb: 'create',
        resource: 'serviceaccounts',
        subresource: 'token',
        namespace: SYSTEM_NAMESPACE,
      },
      { verb: 'create', resource: 'nodes', subresource: 'proxy' },
      {
        verb: 'deletecollection',
        resource: 'pods',
        namespace: scene.namespace,
      },
      { verb: 'update', resource: 'pods', namespace: scene.namespace },
    ];
    for (const client of [
      platform,
      ...['owner', 'developer', 'viewer', 'deployer'].map(role =>
        scene.as(role),
      ),
    ]) {
      await expect(missingRights(client, dangerous)).resolves.toEqual(
        dangerous,
      );
    }
  });

  it('are the only ones that anybody is given in a tenant’s namespace', async () => {
    const other = await scene.clusterAdmin();
    const viewer = scene.roleBinding('viewer', ['viewer']);
    const user = { kind: 'User', name: 'somebody' };
    for (const change of [
      { roleRef: { ...viewer.roleRef, name: 'cluster-admin' } },
      { roleRef: { ...viewer.roleRef, kind: 'Role', name: 'flytower-viewer' } },
      { subjects: [user] },
      { subjects: [...(viewer.subjects ?? []), user] },
    ]) {
      await expectRefused(
        other.create(
          { ...viewer, ...change, metadata: { ...viewer.metadata, name: 'x' } },
          DRY,
        ),
        /only the roles of its tenants|goes to the account of that role/,
      );
    }
  });

  it('are bounded by policies in which the cluster finds no mistake', async () => {
    const policies = await eventually(
      'all policies are looked at',
      async () => {
        const { items } = await scene.admin.list<Policy>({
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingAdmissionPolicy',
        });
        const ours = items.filter(
          ({ metadata }) => `${metadata?.name}` in BUNDLE_POLICIES,
        );
        return ours.every(
          ({ metadata, status }) =>
            status?.observedGeneration === metadata?.generation,
        )
          ? ours
          : undefined;
      },
    );
    expect(policies).toHaveLength(Object.keys(BUNDLE_POLICIES).length);
    expect(
      policies.flatMap(
        ({ status }) => status?.typeChecking?.expressionWarnings ?? [],
      ),
    ).toEqual([]);
  });

  it('bind each role to its own account, and the console to those who may build', async () => {
    for (const [role, account, words] of [
      ['owner', 'developer', /goes to the account of that role/],
      ['deployer', 'developer', /goes to the account of that role/],
      ['viewer', 'lead', undefined],
      ['console', 'owner', undefined],
      ['console', 'developer', undefined],
    ] as const) {
      const binding = scene.roleBinding(role, [account]);
      const call = platform.apply(binding, { ...DRY, force: true });
      await (words ? expectRefused(call, words) : call);
    }
    await expectRefused(
      platform.apply(
        scene.roleBinding('console', ['owner'], scene.foreignNamespace),
        DRY,
      ),
      /not Flytower's/,
    );
  });
});
