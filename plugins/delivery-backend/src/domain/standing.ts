import { WorkloadRow } from '@flytower/kube';
import { GENERATION, MANIFEST } from '../workloads/stamp';
import { AppliedRecord, ManifestFacts } from './records';
import { Seen } from './sight';

/** The generation that a workload carries; 0 where it carries none, as those do that an older Flytower wrote. */
export function generationOf({ annotations }: WorkloadRow): number {
  const generation = Number(annotations[GENERATION] ?? 0);
  return Number.isSafeInteger(generation) && generation > 0 ? generation : 0;
}

/**
 * Why a workload is left alone: its cluster holds what this database never wrote, which is so after a dump was put back.
 * Nothing where the database knows it, or knows something later.
 */
export function aheadSentence(
  cluster: string,
  applied: AppliedRecord | undefined,
  { workload }: Pick<Seen, 'workload'>,
): string | undefined {
  if (!workload || !isAhead(applied, workload)) {
    return undefined;
  }
  return `${cluster} has a state of ${workload.kind} ${workload.namespace}/${
    workload.name
  } (generation ${generationOf(
    workload,
  )}) that this database does not know (it knows ${
    knownOf(applied)?.generation ?? 'none'
  }): it was put back from an older copy. Nothing is changed there; adopt what runs there, then go on`;
}

function isAhead(
  applied: AppliedRecord | undefined,
  workload: WorkloadRow,
): boolean {
  const known = knownOf(applied);
  const generation = generationOf(workload);
  if (generation === 0) {
    return false;
  }
  if (!known || generation > known.generation) {
    return true;
  }
  const same = [applied?.applied, applied?.pending, applied?.settled].find(
    one => one?.generation === generation,
  );
  return (
    same !== undefined &&
    same.hash !== '' &&
    workload.annotations[MANIFEST] !== same.hash
  );
}

/** The latest manifest that the cluster may have. */
function knownOf(
  applied: AppliedRecord | undefined,
): ManifestFacts | undefined {
  return applied?.pending ?? applied?.applied;
}
