import {
  AuthorizeResult,
  isResourcePermission,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';

/** A task is one of the scaffolder backend, whose rule is named here so that the policy need not load all of it. */
const SCAFFOLDER_TASK = 'scaffolder-task';

/** Tasks that the person started, with their logs. */
export function ownTasks(
  permission: Permission,
  person: string,
): PolicyDecision {
  if (!isResourcePermission(permission, SCAFFOLDER_TASK)) {
    return { result: AuthorizeResult.DENY };
  }
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'scaffolder',
    resourceType: SCAFFOLDER_TASK,
    conditions: {
      rule: 'IS_TASK_OWNER',
      resourceType: SCAFFOLDER_TASK,
      params: { createdBy: [person] },
    },
  };
}
