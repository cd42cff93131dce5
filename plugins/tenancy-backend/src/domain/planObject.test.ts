import { Manifest } from '@flytower/kube';
import { covers } from './covers';
import { planUnwanted, planWanted, Seen } from './planObject';

const tenant = { id: 'id-of-payments', slug: 'payments' };
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
    planWanted(tenant, 'west', { manifest, purpose: '' }, seen);

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

describe('an object that is not wanted any more', () => {
  const plan = (seen: Seen) => planUnwanted(tenant, 'west', seen);

  it('is removed, this very one and no namesake', () => {
    expect(plan(present({}))).toEqual({ kind: 'remove', uid: 'uid-1' });
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
