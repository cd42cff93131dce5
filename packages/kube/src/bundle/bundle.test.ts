import { z } from 'zod';
import { readBundle } from '../testUtils/applyBundle';
import {
  BUNDLE_POLICIES,
  BUNDLE_ROLES,
  BUNDLE_VERSION,
  BundleRole,
  bundleVersionOf,
  clusterRoleOf,
  inVersion,
} from './bundle';

const ruleSchema = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
  resourceNames: z.array(z.string()).default([]),
});
const roleSchema = z.object({
  kind: z.enum(['Role', 'ClusterRole']),
  metadata: z.object({ name: z.string() }),
  rules: z.array(ruleSchema),
});
const policySchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    failurePolicy: z.string(),
    matchConstraints: z.object({
      resourceRules: z.array(
        z.object({
          apiGroups: z.array(z.string()),
          resources: z.array(z.string()),
          operations: z.array(z.string()),
        }),
      ),
    }),
    variables: z
      .array(z.object({ name: z.string(), expression: z.string() }))
      .default([]),
    validations: z.array(
      z.object({
        message: z.string().optional(),
        messageExpression: z.string().optional(),
      }),
    ),
  }),
});

const objects = readBundle();
const named = (kind: string) =>
  objects
    .filter(object => object.kind === kind)
    .map(({ metadata }) => metadata.name)
    .sort();
const roles = objects
  .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
  .map(object => roleSchema.parse(object));
const policies = objects
  .filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
  .map(object => policySchema.parse(object));
const roleNames = Object.keys(BUNDLE_ROLES) as BundleRole[];

/** Each right once, as `verb group/resource`. */
const rights = roles.flatMap(({ metadata, rules }) =>
  rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap(group =>
      resources.flatMap(resource =>
        verbs.map(verb => ({
          role: metadata.name,
          right: `${verb} ${group}/${resource}`,
        })),
      ),
    ),
  ),
);
const holdersOf = (pattern: RegExp) => [
  ...new Set(
    rights.filter(({ right }) => pattern.test(right)).map(({ role }) => role),
  ),
];

describe('The file of the bundle', () => {
  it('is of the version that this Flytower goes with', () => {
    const namespace = objects.find(({ kind }) => kind === 'Namespace');
    expect(bundleVersionOf(namespace?.metadata?.labels)).toBe(BUNDLE_VERSION);
  });

  it('has the roles of the one list, wherever it names them', () => {
    const wanted = roleNames.map(clusterRoleOf).sort();
    expect(named('ClusterRole')).toEqual(
      ['flytower-platform', ...wanted].sort(),
    );
    const bound = roles.flatMap(({ rules }) =>
      rules.flatMap(({ verbs, resourceNames }) =>
        verbs.includes('bind') ? resourceNames : [],
      ),
    );
    expect(bound.sort()).toEqual(wanted);
    const holders = policies
      .find(({ metadata }) => metadata.name === 'flytower-role-bindings')
      ?.spec.variables.find(({ name }) => name === 'holders')?.expression;
    expect(
      [...(holders ?? '').matchAll(/'(flytower-\w+)':/g)]
        .map(([, name]) => name)
        .sort(),
    ).toEqual(wanted);
  });

  it('has the policies of the one list, each bound, each refusing in words when it fails', () => {
    const wanted = Object.keys(BUNDLE_POLICIES).sort();
    expect(named('ValidatingAdmissionPolicy')).toEqual(wanted);
    expect(named('ValidatingAdmissionPolicyBinding')).toEqual(wanted);
    for (const { spec } of policies) {
      expect(spec.failurePolicy).toBe('Fail');
      for (const { message, messageExpression } of spec.validations) {
        expect(message ?? messageExpression).toMatch(/\w/);
      }
    }
  });

  it('gives no right before its bounds: the policies come first', () => {
    const kinds = objects.map(({ kind }) => kind);
    expect(kinds.lastIndexOf('ValidatingAdmissionPolicyBinding')).toBeLessThan(
      kinds.indexOf('Role'),
    );
  });

  it.each([
    ['everything of anything', /\*/],
    ['more rights than it has', /^escalate /],
    ['the part of a user or a group', /^impersonate \/(users|groups)$/],
    ['a look at Secrets', /^(get|list|watch) \/secrets$/],
    ['tokens of accounts', / \/serviceaccounts\//],
    ['the kubelets', / \/nodes\//],
    ['other ways into pods', / \/pods\/(attach|portforward|proxy)$/],
    ['writes of whole pods', /^(create|update) \/pods$/],
    ['deletion in bulk', /^deletecollection /],
    ['webhooks, kinds or grants', / .*(webhook|customresource|referencegrant)/],
  ])('gives nobody %s', (_, pattern) => {
    expect(holdersOf(pattern)).toEqual([]);
  });

  it('keeps consoles and debug containers in a role of their own, Secrets and workloads with the deployer', () => {
    expect(holdersOf(/ \/pods\/(exec|ephemeralcontainers)$/)).toEqual([
      'flytower-console',
    ]);
    expect(holdersOf(/ \/secrets$/)).toEqual(['flytower-deployer']);
    expect(
      holdersOf(/^(create|patch|delete) (apps|batch|autoscaling|policy)\//),
    ).toEqual(['flytower-deployer']);
    expect(holdersOf(/^(create|patch|update) coordination/)).toEqual([
      'flytower-leases',
    ]);
  });

  it('has a policy over every kind that the deployer writes', () => {
    const written = rights
      .filter(
        ({ role, right }) =>
          role === 'flytower-deployer' && /^(create|patch|delete) /.test(right),
      )
      .map(({ right }) => right.split(' ')[1]);
    const guarded = (policy: string) =>
      policies
        .filter(({ metadata }) => metadata.name === policy)
        .flatMap(({ spec }) => spec.matchConstraints.resourceRules)
        .flatMap(({ apiGroups, resources }) =>
          apiGroups.flatMap(group =>
            resources.map(resource => `${group}/${resource}`),
          ),
        );
    const ours = [...guarded('flytower-objects'), ...guarded('flytower-pods')];
    const others = [
      ...guarded('flytower-deployers-only'),
      ...guarded('flytower-marks'),
    ];
    expect(written.filter(kind => !ours.includes(kind))).toEqual([]);
    expect(written.filter(kind => !others.includes(kind))).toEqual([]);
  });

  it('drops no object that version 2 had', () => {
    const names = (of: typeof objects) =>
      of.map(
        ({ kind, metadata }) =>
          `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
      );
    const now = names(objects);
    expect(names(readBundle(2)).filter(name => !now.includes(name))).toEqual(
      [],
    );
  });
});

describe('Versions of the bundle', () => {
  it('know which roles and policies they have', () => {
    expect(inVersion(BUNDLE_ROLES, 2)).toEqual([
      'owner',
      'developer',
      'viewer',
      'deployer',
    ]);
    expect(inVersion(BUNDLE_POLICIES, 1)).toHaveLength(5);
  });

  it.each([
    [{ 'flytower.dev/bundle-version': '3' }, 3],
    [{ 'flytower.dev/bundle-version': '12' }, 12],
    [{ 'flytower.dev/bundle-version': '0' }, undefined],
    [{ 'flytower.dev/bundle-version': '3x' }, undefined],
    [{ 'flytower.dev/bundle-version': '1e3' }, undefined],
    [{}, undefined],
    [undefined, undefined],
  ])('are read from the labels %j as %s', (labels, version) => {
    expect(bundleVersionOf(labels as Record<string, string>)).toBe(version);
  });
});
