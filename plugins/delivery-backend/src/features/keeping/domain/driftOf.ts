import { WorkloadRow } from '@flytower/kube';
import { AppliedRecord } from '../../../domain/records';
import { Seen, Sight } from '../../../domain/sight';
import { aheadSentence, generationOf } from '../../../domain/standing';
import { MANIFEST } from '../../../workloads/stamp';
import { shapeOfSeen } from '../../../workloads/serviceShape';
import { WorkloadKind } from '../../../workloads/WorkloadKind';
import { ServiceIdentity } from '../../../rendering/ServiceIdentity';

/**
 * How what is observed in a lane differs from what was last applied there. *missing* and *changed* are repaired; *ahead* is
 * left alone, because a database that was put back knows less than its clusters; *foreign* too, because another installation
 * keeps the namespace.
 */
export interface Drift {
  kind: 'missing' | 'changed' | 'ahead' | 'foreign';
  /** "west: Deployment payments--prod/checkout is gone". */
  sentence: string;
}

/** The difference in one lane, or nothing. Pure; where the cluster cannot be seen nothing is said. */
export function driftOf(options: {
  applied: AppliedRecord;
  identity: ServiceIdentity;
  kind: WorkloadKind;
  sight: Sight;
}): Drift | undefined {
  const { applied, identity, kind, sight } = options;
  const { cluster } = applied;
  if (sight.kind === 'unseen') {
    return undefined;
  }
  if (sight.keptByAnother !== undefined) {
    return { kind: 'foreign', sentence: sight.keptByAnother };
  }
  const ahead = aheadSentence(cluster, applied, sight);
  if (ahead !== undefined) {
    return { kind: 'ahead', sentence: ahead };
  }
  // What was sent by an older Flytower was not kept, and cannot be sent again.
  if (!applied.applied || applied.applied.hash === '' || applied.removing) {
    return undefined;
  }
  const gone = goneObject(options, sight);
  if (gone !== undefined) {
    return { kind: 'missing', sentence: `${cluster}: ${gone}` };
  }
  const { workload } = sight;
  const change = workload && changeOf(applied, workload, kind);
  const named = kind.workload(identity);
  return change === undefined
    ? serviceDrift(options)
    : {
        kind: 'changed',
        sentence: `${cluster}: ${named.kind} ${named.namespace}/${named.name} ${change}`,
      };
}

function goneObject(
  { identity, kind }: Parameters<typeof driftOf>[0],
  { workload }: Seen,
): string | undefined {
  if (!workload) {
    const { kind: name, namespace, name: object } = kind.workload(identity);
    return `${name} ${namespace}/${object} is gone`;
  }
  return undefined;
}

/** What of the Kubernetes Service differs; nothing where Services are not watched, or none was sent. */
function serviceDrift({
  applied: { cluster, applied },
  identity,
  sight,
}: Parameters<typeof driftOf>[0]): Drift | undefined {
  if (
    sight.kind === 'unseen' ||
    !sight.services ||
    applied?.serviceShape === undefined
  ) {
    return undefined;
  }
  const name = `Service ${identity.namespace}/${identity.service}`;
  const service = sight.services.find(one => one.name === identity.service);
  if (!service) {
    return { kind: 'missing', sentence: `${cluster}: ${name} is gone` };
  }
  return shapeOfSeen(service) === applied.serviceShape
    ? undefined
    : {
        kind: 'changed',
        sentence: `${cluster}: ${name} was changed by somebody else`,
      };
}

/** What of a workload differs from what was applied, as far as the inventory tells. */
function changeOf(
  { applied, object }: AppliedRecord,
  workload: WorkloadRow,
  kind: WorkloadKind,
): string | undefined {
  if (!applied) {
    return undefined;
  }
  if (
    object &&
    workload.uid === object.uid &&
    workload.generation < object.generation
  ) {
    // What was applied is not seen yet.
    return undefined;
  }
  const wanted = kind.expects(applied);
  if (workload.replicas !== wanted) {
    return kind.counted
      ? `has ${workload.replicas} replicas in place of ${wanted}`
      : `is ${wanted === 0 ? 'not suspended' : 'suspended'}`;
  }
  if (generationOf(workload) < applied.generation) {
    return `carries generation ${generationOf(workload)} in place of ${
      applied.generation
    }`;
  }
  if (workload.annotations[MANIFEST] !== applied.hash) {
    return 'does not say any more by which manifest it stands';
  }
  if (object && workload.uid !== object.uid) {
    return 'was made anew by somebody else';
  }
  return object && workload.generation > object.generation
    ? 'was changed by somebody else'
    : undefined;
}

/** Whether a difference is taken back without anybody asking. */
export function isRepairable(drift: Drift | undefined): boolean {
  return drift?.kind === 'missing' || drift?.kind === 'changed';
}
