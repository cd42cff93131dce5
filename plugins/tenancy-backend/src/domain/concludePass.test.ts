import { concludePass } from './concludePass';
import { kindsOfOperation } from './operationKinds';
import { Intent } from './planObject';
import { ClusterReport, ObjectReport } from './reports';
import { targetsAfter } from './targets';
import { TargetRecord, TenantRecord } from './TenantRecord';

const now = new Date('2026-01-01T00:00:00.000Z');

const target = (cluster: string, state: TargetRecord['state']) => ({
  cluster,
  state,
  sentence: 'as before',
});

function tenantWith(...targets: TargetRecord[]): TenantRecord {
  return {
    id: 'id-of-payments',
    installationId: 'ours',
    slug: 'payments',
    displayName: 'Payments',
    state: 'onboarding',
    quota: { cpuMillicores: 1, memoryBytes: 1, pods: 1 },
    generation: 1,
    createdAt: now,
    members: [],
    environments: [{ id: 'id-of-prod', name: 'prod', targets }],
    teams: [],
    bindings: targets.map(({ cluster }) => ({ cluster, unbinding: false })),
  };
}

/** What each result usually comes from. */
const intents: Record<ObjectReport['result'], Intent> = {
  there: { kind: 'keep' },
  gone: { kind: 'gone' },
  done: { kind: 'create' },
  waiting: { kind: 'wait', reason: '' },
  blocked: { kind: 'refuse', reason: '' },
};

function object(
  kind: string,
  result: ObjectReport['result'],
  message = '',
  intent = intents[result],
): ObjectReport {
  return {
    intent,
    object: {
      environment: 'prod',
      purpose: '',
      manifest: { apiVersion: 'v1', kind, metadata: { name: kind } },
    },
    result,
    message,
  };
}

function report(cluster: string, ...objects: ObjectReport[]): ClusterReport {
  return { cluster, leaving: false, objects };
}

const dead: ClusterReport = {
  cluster: 'west',
  leaving: false,
  objects: [],
  problem: 'west does not answer',
};
const onboard = kindsOfOperation['tenant.onboard'];
const tenant = tenantWith(target('east', 'pending'), target('west', 'pending'));

describe('what a pass means for the operation', () => {
  it('is over when everything was seen to be there', () => {
    const reports = ['east', 'west'].map(one =>
      report(one, object('Namespace', 'there'), object('LimitRange', 'there')),
    );
    expect(concludePass(onboard, tenant, reports, false)).toEqual({
      state: 'succeeded',
      reason: 'payments is ready in east and west',
    });
  });

  it('is not over for what was only just made: that is for the next look to say', () => {
    const reports = [
      report(
        'east',
        object('Namespace', 'done'),
        object('LimitRange', 'there'),
      ),
    ];
    expect(concludePass(onboard, tenant, reports, false)).toEqual({
      state: 'in-progress',
      reason: '1 of 2 objects seen to be as wanted in east',
      nextAction: 'See what is in east now',
      nextInMs: 0,
    });
  });

  it('waits for a dead cluster, says which are done, and backs off', () => {
    const reports = [report('east', object('Namespace', 'there')), dead];
    expect(concludePass(onboard, tenant, reports, false)).toEqual({
      state: 'waiting',
      reason: 'west does not answer. east: done.',
      nextAction: 'Look at west again',
      lastError: 'west does not answer',
    });
  });

  it('goes on in one cluster while another is dead', () => {
    const reports = [report('east', object('Namespace', 'done')), dead];
    expect(concludePass(onboard, tenant, reports, false).state).toBe(
      'in-progress',
    );
  });

  it('looks again soon at what a cluster does by itself, without counting a failure', () => {
    const reports = [
      report('east', object('Namespace', 'waiting', 'east is removing it')),
    ];
    expect(concludePass(onboard, tenant, reports, true)).toEqual({
      state: 'waiting',
      reason: 'east is removing it.',
      nextAction: 'Look at east again',
      nextInMs: 2_000,
    });
  });

  it('is aborted, not succeeded, when everything was undone', () => {
    const reports = [report('east', object('Namespace', 'gone'))];
    expect(concludePass(onboard, tenant, reports, true).state).toBe('aborted');
  });
});

describe('what a pass means for an environment in a cluster', () => {
  const after = (before: TargetRecord['state'], seen: ClusterReport) =>
    targetsAfter(tenantWith(target(seen.cluster, before)), [seen], now).map(
      update => update.target,
    );

  it('is ready when all its objects are there', () => {
    expect(
      after('pending', report('east', object('Namespace', 'there'))),
    ).toEqual([
      {
        cluster: 'east',
        state: 'ready',
        sentence: 'All 1 objects are in east',
        checkedAt: now,
      },
    ]);
  });

  it('stays ready while its cluster is out of sight: what runs there goes on running', () => {
    expect(after('ready', dead)).toMatchObject([{ state: 'ready' }]);
    expect(after('pending', dead)).toMatchObject([
      { state: 'waiting', sentence: 'west does not answer' },
    ]);
  });

  it('stays ready while an object in it is put right, and is lost with its namespace', () => {
    const repaired = report(
      'east',
      object('Namespace', 'there'),
      object('LimitRange', 'done'),
    );
    expect(after('ready', repaired)).toMatchObject([{ state: 'ready' }]);
    const lost = report('east', object('Namespace', 'blocked', 'not ours'));
    expect(after('ready', lost)).toMatchObject([
      { state: 'failed', sentence: 'not ours' },
    ]);
  });

  it.each([
    ['done', 'put right'],
    ['waiting', 'in cluster "east" somebody else holds it'],
  ] as const)(
    'stays ready while its namespace gets a label it lacks (%s)',
    (result, message) => {
      const claiming = object('Namespace', result, message, {
        kind: 'repair',
      });
      expect(after('ready', report('east', claiming))).toMatchObject([
        { state: 'ready' },
      ]);
    },
  );

  it('says from which installation it can be taken over, until it is', () => {
    const kept = object('Namespace', 'blocked', 'kept by another', {
      kind: 'refuse',
      reason: 'kept by another',
      keptBy: 'theirs',
    });
    expect(after('ready', report('east', kept))).toEqual([
      {
        cluster: 'east',
        state: 'failed',
        sentence: 'kept by another',
        keptBy: 'theirs',
        checkedAt: now,
      },
    ]);
    const taken = report('east', object('Namespace', 'there'));
    expect(after('failed', taken)[0]).not.toHaveProperty('keptBy');
  });

  it('says nothing of a cluster that the tenant is leaving', () => {
    const leaving = {
      ...report('east', object('Namespace', 'gone')),
      leaving: true,
    };
    expect(after('ready', leaving)).toEqual([]);
  });
});
