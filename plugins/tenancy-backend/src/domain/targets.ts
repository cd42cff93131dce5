import { EnvironmentRecord, TargetRecord, TenantRecord } from './TenantRecord';
import { ClusterReport, ObjectReport, openObject } from './reports';

/** The state of one environment in one cluster after a pass. */
export interface TargetUpdate {
  environmentId: string;
  target: TargetRecord;
}

/**
 * What a pass tells of each environment in each cluster. A target that was ready stays ready while its cluster is out of
 * sight or an object is being put right: what runs there goes on running. It is lost only when its namespace is.
 */
export function targetsAfter(
  tenant: Pick<TenantRecord, 'environments'>,
  reports: readonly ClusterReport[],
  now: Date,
): TargetUpdate[] {
  const byCluster = new Map(reports.map(report => [report.cluster, report]));
  return tenant.environments.flatMap(environment =>
    environment.targets.flatMap(before => {
      const report = byCluster.get(before.cluster);
      if (!report || report.leaving) {
        return [];
      }
      const target = targetAfter(environment, before, report, now);
      return [{ environmentId: environment.id, target }];
    }),
  );
}

function targetAfter(
  environment: EnvironmentRecord,
  before: TargetRecord,
  report: ClusterReport,
  now: Date,
): TargetRecord {
  const { cluster } = before;
  if (report.problem !== undefined) {
    return before.state === 'ready'
      ? before
      : { ...before, state: 'waiting', sentence: report.problem };
  }
  const concerns = report.objects.filter(
    ({ object }) =>
      object.environment === undefined ||
      object.environment === environment.name,
  );
  const there = concerns.filter(({ result }) => result === 'there').length;
  const checkedAt = now;
  const open = openObject(concerns);
  if (there === concerns.length) {
    return {
      cluster,
      state: 'ready',
      sentence: `All ${there} objects are in ${cluster}`,
      checkedAt,
    };
  }
  if (before.state === 'ready' && !isLost(concerns)) {
    return { ...before, checkedAt };
  }
  if (open) {
    const state = open.result === 'blocked' ? 'failed' : 'waiting';
    const keptBy = keeperOf(concerns);
    return {
      cluster,
      state,
      sentence: open.message,
      checkedAt,
      ...(keptBy === undefined ? {} : { keptBy }),
    };
  }
  return {
    cluster,
    state: 'pending',
    sentence: `${there} of ${concerns.length} objects are in ${cluster}`,
    checkedAt,
  };
}

/** Whether the namespace itself was not there as this installation's own. */
function isLost(concerns: readonly ObjectReport[]): boolean {
  return concerns.some(
    ({ object, intent: { kind } }) =>
      object.manifest.kind === 'Namespace' &&
      kind !== 'keep' &&
      kind !== 'repair',
  );
}

/** The other installation that keeps any of it, where it can be taken over. */
function keeperOf(concerns: readonly ObjectReport[]): string | undefined {
  return concerns.flatMap(({ intent }) =>
    intent.kind === 'refuse' && intent.keptBy !== undefined
      ? [intent.keptBy]
      : [],
  )[0];
}
