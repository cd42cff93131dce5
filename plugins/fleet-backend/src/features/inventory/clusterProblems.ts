import { NodeRow } from '@flytower/kube';
import { FleetProblem, Health } from '@flytower/plugin-fleet-common';
import { ClusterFacts } from '@flytower/plugin-fleet-node';
import { RegisteredCluster } from '../registrations/registeredCluster';
import { isTrouble, nodeHealth, troubledPods } from './health';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A certificate's end is told of this long before, and is an error in the last week. */
const EXPIRY_WARNING_DAYS = 30;
const EXPIRY_ERROR_DAYS = 7;

/** Everything wrong with a cluster, what stops work first: the cluster itself, then nodes, then pods. */
export function clusterProblems(known: {
  cluster: RegisteredCluster;
  facts: ClusterFacts;
  nodes: readonly NodeRow[];
  pods: ReturnType<typeof troubledPods>;
  now: Date;
}): FleetProblem[] {
  const { cluster, facts, nodes, pods, now } = known;
  const { data } = facts.health;
  const subject = { kind: 'cluster' as const, name: cluster.name };
  const problems: FleetProblem[] = [];
  if (facts.health.status === 'unknown') {
    problems.push({ severity: 'error', subject, sentence: data.sentence });
  }
  if (cluster.problem !== undefined) {
    problems.push({ severity: 'error', subject, sentence: cluster.problem });
  }
  const expiry = credentialExpiry(cluster, now);
  if (expiry) {
    problems.push({ ...expiry, subject });
  }
  for (const item of cluster.checked?.facts.readiness ?? []) {
    if (item.required && item.state === 'missing') {
      problems.push({ severity: 'error', subject, sentence: item.sentence });
    }
  }
  if (data.state !== 'stale') {
    for (const node of nodes) {
      const health = nodeHealth(node, data);
      if (isTrouble(health)) {
        problems.push({
          severity: severityOf(health),
          subject: { kind: 'node', name: node.name },
          sentence: health.sentence,
        });
      }
    }
    for (const { pod, health } of pods) {
      problems.push({
        severity: severityOf(health),
        subject: { kind: 'pod', name: pod.name, namespace: pod.namespace },
        sentence: health.sentence,
      });
    }
  }
  // Stable: within one severity the order above stays.
  return problems.sort(
    (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'),
  );
}

/** Within 30 days of its end: "The client certificate expires in 12 days; …". */
export function credentialExpiry(
  cluster: RegisteredCluster,
  now: Date,
): Pick<FleetProblem, 'severity' | 'sentence'> | undefined {
  const expiresAt = cluster.checked?.facts.certificateExpiresAt;
  if (expiresAt === undefined) {
    return undefined;
  }
  const days = Math.floor((Date.parse(expiresAt) - now.getTime()) / DAY_MS);
  if (days >= EXPIRY_WARNING_DAYS) {
    return undefined;
  }
  return {
    severity: days < EXPIRY_ERROR_DAYS ? 'error' : 'warning',
    sentence: `Flytower's client certificate ${expiryInWords(
      days,
    )}; give the cluster a new credential`,
  };
}

function expiryInWords(days: number): string {
  if (days < 0) {
    return 'has expired';
  }
  if (days === 0) {
    return 'expires within a day';
  }
  return `expires in ${days === 1 ? '1 day' : `${days} days`}`;
}

function severityOf({ status }: Health): FleetProblem['severity'] {
  return status === 'failed' ? 'error' : 'warning';
}
