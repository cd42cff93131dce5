import { ServiceKind } from '@flytower/plugin-delivery-common';
import { cronJobWorkload } from './cronJobWorkload';
import { deploymentWorkload } from './deploymentWorkload';
import { WorkloadKind } from './WorkloadKind';

const KINDS: Record<ServiceKind, WorkloadKind> = {
  web: deploymentWorkload,
  worker: deploymentWorkload,
  'scheduled-job': cronJobWorkload,
};

/** How services of a kind stand in a cluster. */
export function workloadOf({ kind }: { kind: ServiceKind }): WorkloadKind {
  return KINDS[kind];
}
