import { Clock } from '@flytower/durable';
import { EgressGuard, probeCluster } from '@flytower/kube';
import { clusterBundle } from '@flytower/plugin-fleet-common';
import { CheckConnection } from './ClusterChecker';

/** For each call of a check. A check makes a dozen, so one that hangs is given up early. */
const CALL_TIMEOUT_MS = 5_000;

/** Checks by asking the cluster itself. */
export function checkByProbe(options: {
  guard: EgressGuard;
  clock: Clock;
}): CheckConnection {
  return async connection => {
    const result = await probeCluster({
      ...options,
      connection,
      timeoutMs: CALL_TIMEOUT_MS,
    });
    if (!result.ok) {
      return { outcome: 'refused', ...result.problem };
    }
    const { ok: _, clusterUid, bundleVersion, ...found } = result;
    return {
      outcome: 'usable',
      server: connection.server,
      uid: clusterUid,
      credentialKind: connection.credential.kind,
      bundle: clusterBundle(bundleVersion),
      ...found,
    };
  };
}
