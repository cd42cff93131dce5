import { DataAge } from '@flytower/plugin-fleet-common';
import { clusterHealth } from './clusterHealth';

const live: DataAge = {
  state: 'live',
  ageSeconds: 2,
  sentence: 'The data is 2 s old',
};
const nodes = (...ready: boolean[]) =>
  ready.map((one, index) => ({ name: `n${index + 1}`, ready: one }));
const stale: DataAge = {
  state: 'stale',
  ageSeconds: 40,
  sentence: 'The data is 40 s old: connection refused',
};
const loss = {
  since: '2026-01-10T12:00:00.000Z',
  by: 'user:default/olivia',
  reason: 'It burnt down',
};
const known = {
  problem: undefined,
  linked: true,
  data: live,
  nodes: nodes(true, true, true),
};

describe('clusterHealth', () => {
  it.each([
    ['all nodes ready', {}, 'healthy', 'All 3 nodes are ready'],
    ['one node, ready', { nodes: nodes(true) }, 'healthy', 'Its node is ready'],
    [
      'one node of three not ready',
      { nodes: nodes(true, false, true) },
      'degraded',
      '1 of 3 nodes is not ready: n2',
    ],
    [
      'no node of five ready',
      { nodes: nodes(false, false, false, false, false) },
      'failed',
      '5 of 5 nodes are not ready: n1, n2, n3 and 2 more',
    ],
    ['no nodes', { nodes: [] }, 'degraded', 'It has no nodes'],
    [
      'lost contact, though the last nodes seen were ready',
      {
        data: stale,
      },
      'unknown',
      'The data is 40 s old: connection refused',
    ],
    [
      'being read for the first time',
      { data: { state: 'syncing' as const, sentence: 'Listing pods' } },
      'progressing',
      'Listing pods',
    ],
    [
      'never checked',
      {
        linked: false,
        data: { state: 'syncing' as const, sentence: 'Not checked yet' },
      },
      'progressing',
      'Not checked yet',
    ],
    [
      'a credential that does not open',
      { linked: false, problem: 'The key "a" is missing' },
      'failed',
      'The key "a" is missing',
    ],
    [
      'running well, but its last check failed',
      { problem: 'The certificate has expired' },
      'degraded',
      'The certificate has expired',
    ],
    [
      'a declaration that it is lost, and silence',
      { lost: { ...loss, state: 'lost' as const }, data: stale },
      'stopped',
      'It is declared lost since 2026-01-10 12:00 UTC: what was there counts as gone',
    ],
    [
      'a declaration that it is lost, and all nodes ready',
      { lost: { ...loss, state: 'lost' as const } },
      'waiting',
      'It answers, and is declared lost since 2026-01-10 12:00 UTC; an operations admin can declare it returned',
    ],
    [
      'a declaration that it has returned',
      { lost: { ...loss, state: 'returning' as const } },
      'progressing',
      'It is returning: what runs elsewhere now is stopped in it first',
    ],
    [
      'a declaration that it has returned, and silence again',
      { lost: { ...loss, state: 'returning' as const }, data: stale },
      'waiting',
      'It is returning, and does not answer just now: The data is 40 s old: connection refused',
    ],
  ])('tells of a cluster with %s', (_, change, status, sentence) => {
    expect(clusterHealth({ ...known, ...change })).toEqual({
      status,
      sentence,
    });
  });
});
