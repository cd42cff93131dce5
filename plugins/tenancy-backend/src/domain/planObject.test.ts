import { Manifest } from '@flytower/kube';
import { covers } from './covers';
import {
  accountsLast,
  Intent,
  planUnwanted,
  planWanted,
  Seen,
} from './planObject';
import { TenantObject } from './TenantObject';

const tenant = {
  id: 'id-of-payments',
  slug: 'payments',
  installationId: '01OURS',
};
const labels = { 'flytower.dev/tenant-id': 'id-of-payments' };
const manifest: Manifest = {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'flytower', namespace: 'payments--prod', labels },
  spec: { hard: { pods: '40' } },
};
const present = (change: object): Seen => ({
  kind: 'present',
  object: {
    ...manifest,
    metadata: { ...manifest.metadata, uid: 'uid-1', resourceVersion: '7' },
    ...change,
  },
});
const foreign = present({ metadata: { name: 'flytower', uid: 'uid-2' } });
const anotherTenants = present({
  metadata: {
    name: 'flytower',
    labels: { 'flytower.dev/tenant-id': 'id-of-payments-before' },
  },
});
const leaving = present({
  metadata: {
    name: 'flytower',
    uid: 'uid-1',
    labels,
    deletionTimestamp: new Date(),
  },
});

describe('an object that is wanted', () => {
  const plan = (seen: Seen) =>
    planWanted(
      tenant,
      'west',
      { manifest, purpose: '', environment: 'prod' },
      seen,
    );

  it.each([
    ['is created where there is none', { kind: 'absent' }, 'create'],
    ['is kept as it is', present({}), 'keep'],
    [
      'is kept where the API server and others added to it',
      present({ spec: { hard: { pods: '40' }, scopes: [] }, status: {} }),
      'keep',
    ],
    [
      'is repaired where a value was changed',
      present({ spec: { hard: { pods: '99' } } }),
      'repair',
    ],
    [
      'is repaired where a value was taken away',
      present({ spec: { hard: {} } }),
      'repair',
    ],
    ['waits for its namespace', { kind: 'unseen' }, 'wait'],
    ['waits while the old one goes', leaving, 'wait'],
    ['is refused where somebody has that name', foreign, 'refuse'],
    [
      'is refused where an earlier tenant of that name left one',
      anotherTenants,
      'refuse',
    ],
  ] as [string, Seen, string][])('%s', (_, seen, kind) => {
    expect(plan(seen).kind).toBe(kind);
  });

  it('says which object stands in the way, where, and what to do', () => {
    expect(plan(foreign)).toEqual({
      kind: 'refuse',
      reason:
        'west has a ResourceQuota flytower in payments--prod that Flytower did not make for this tenant; Flytower leaves it alone. Have it removed, or choose another name or cluster',
    });
  });
});

describe('a namespace that two installations may want', () => {
  const wanted: TenantObject = {
    purpose: '',
    environment: 'prod',
    manifest: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'payments--prod',
        labels: { ...labels, 'flytower.dev/installation-id': '01OURS' },
      },
    },
  };
  const there = (more: Record<string, string>, change: object = {}): Seen => ({
    kind: 'present',
    object: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'payments--prod',
        uid: 'uid-1',
        resourceVersion: '7',
        labels: { ...labels, ...more },
        ...change,
      },
    },
  });
  const theirs = { 'flytower.dev/installation-id': '01THEIRS' };
  const plan = (seen: Seen, from?: string) =>
    planWanted(tenant, 'east', wanted, seen, from);

  it('is claimed where nobody has, and only as it was seen', () => {
    expect(plan(there({}))).toEqual({
      kind: 'repair',
      seen: { uid: 'uid-1', resourceVersion: '7' },
    });
  });

  it('is kept once it is claimed', () => {
    expect(plan(there({ 'flytower.dev/installation-id': '01OURS' })).kind).toBe(
      'keep',
    );
  });

  it('is refused where the other was first, and can be taken over from that one alone', () => {
    expect(plan(there(theirs))).toEqual({
      kind: 'refuse',
      reason:
        'Namespace payments--prod in east is kept by another Flytower installation (01THEIRS). Let that one give it up, or take it over if that one is gone for good',
      keptBy: '01THEIRS',
    });
    expect(plan(there(theirs), '01SOMEBODY').kind).toBe('refuse');
    expect(plan(there(theirs), '01THEIRS')).toEqual({
      kind: 'repair',
      seen: { uid: 'uid-1', resourceVersion: '7' },
    });
  });

  it('is refused where it is of a tenant of the other, and never taken over', () => {
    const ofAnother = there({
      ...theirs,
      'flytower.dev/tenant-id': 'id-of-another',
    });
    for (const from of [undefined, '01THEIRS']) {
      expect(plan(ofAnother, from)).toEqual({
        kind: 'refuse',
        reason:
          'Namespace payments--prod in east is kept by another Flytower installation (01THEIRS). Let that one give it up, or choose another name or cluster',
      });
    }
  });

  it('is refused while the other removes it', () => {
    const leavingTheirs = there(theirs, { deletionTimestamp: new Date() });
    expect(plan(leavingTheirs).kind).toBe('refuse');
  });

  it('is never removed by whoever does not keep it', () => {
    expect(planUnwanted(tenant, 'east', there(theirs))).toEqual({
      kind: 'gone',
      keptBy: '01THEIRS',
    });
    expect(planUnwanted(tenant, 'east', there({}))).toEqual({
      kind: 'remove',
      seen: { uid: 'uid-1', resourceVersion: '7' },
    });
  });
});

describe('the accounts of a tenant that leaves', () => {
  const object = (kind: string): TenantObject => ({
    purpose: '',
    manifest: { apiVersion: 'v1', kind, metadata: { name: kind } },
  });
  const account = {
    object: object('ServiceAccount'),
    intent: { kind: 'remove' as const, seen: { uid: 'uid-1' } },
  };
  const namespace = (intent: Intent) => ({
    object: object('Namespace'),
    intent,
  });

  it('wait for its namespaces, and go then', () => {
    const kindsAfter = (intent: Intent) =>
      accountsLast('east', [account, namespace(intent)]).map(
        one => one.intent.kind,
      );
    expect(kindsAfter({ kind: 'remove', seen: { uid: 'uid-2' } })).toEqual([
      'wait',
      'remove',
    ]);
    expect(kindsAfter({ kind: 'wait', reason: '' })).toEqual(['wait', 'wait']);
    expect(kindsAfter({ kind: 'gone' })).toEqual(['remove', 'gone']);
    expect(kindsAfter({ kind: 'gone', keptBy: '01THEIRS' })).toEqual([
      'gone',
      'gone',
    ]);
  });
});

describe('an object that is not wanted any more', () => {
  const plan = (seen: Seen) => planUnwanted(tenant, 'west', seen);

  it('is removed, this very one and no namesake', () => {
    expect(plan(present({}))).toEqual({
      kind: 'remove',
      seen: { uid: 'uid-1', resourceVersion: '7' },
    });
  });

  it.each([
    ['is gone', { kind: 'absent' }, 'gone'],
    ['is somebody else’s, which stays', foreign, 'gone'],
    ['is an earlier tenant’s, which stays', anotherTenants, 'gone'],
    ['is going', leaving, 'wait'],
  ] as [string, Seen, string][])('%s', (_, seen, kind) => {
    expect(plan(seen).kind).toBe(kind);
  });
});

describe('what is there covers what is wanted', () => {
  it.each([
    ['the same', { a: 1 }, { a: 1 }, true],
    ['more fields', { a: 1, b: 2 }, { a: 1 }, true],
    ['an empty object that the API server dropped', {}, { a: {} }, true],
    ['another value', { a: 2 }, { a: 1 }, false],
    ['a field less', {}, { a: 1 }, false],
    ['a longer list', { a: [1, 2] }, { a: [1] }, false],
    ['another order', { a: [2, 1] }, { a: [1, 2] }, false],
    ['more fields in a list', { a: [{ b: 1, c: 2 }] }, { a: [{ b: 1 }] }, true],
    ['a text for a number', { a: '1' }, { a: 1 }, false],
  ])('%s', (_, there, wantedThere, answer) => {
    expect(covers(there, wantedThere)).toBe(answer);
  });
});
