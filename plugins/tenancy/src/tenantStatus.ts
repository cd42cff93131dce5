import {
  TargetState,
  TenantState,
  TenantSummary,
} from '@flytower/plugin-tenancy-common';
import { Status, worstStatus } from '@flytower/ui';

/** How far an environment is in a cluster, in the one vocabulary of status. */
export const statusOfTarget: Record<TargetState, Status> = {
  pending: 'progressing',
  ready: 'healthy',
  waiting: 'waiting',
  failed: 'failed',
  unbinding: 'progressing',
};

const statusOfState: Record<TenantState, Status> = {
  onboarding: 'progressing',
  active: 'healthy',
  frozen: 'stopped',
  offboarding: 'progressing',
};

/** How a tenant is: its own state, or what is worse with one of its environments in one of its clusters. */
export function statusOfTenant(
  tenant: Pick<TenantSummary, 'state' | 'environments'>,
): Status {
  return worstStatus([
    statusOfState[tenant.state],
    ...tenant.environments.flatMap(({ clusters }) =>
      clusters.map(({ state }) => statusOfTarget[state]),
    ),
  ]);
}
