import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';

/**
 * What two decisions on the same permission allow together. Pure. Conditions of different plugins or resource types cannot
 * be put together, and allow nothing.
 */
export function intersect(
  theirs: PolicyDecision,
  ours: PolicyDecision,
): PolicyDecision {
  if (
    theirs.result === AuthorizeResult.DENY ||
    ours.result === AuthorizeResult.ALLOW
  ) {
    return theirs;
  }
  if (
    ours.result === AuthorizeResult.DENY ||
    theirs.result === AuthorizeResult.ALLOW
  ) {
    return ours;
  }
  return theirs.pluginId === ours.pluginId &&
    theirs.resourceType === ours.resourceType
    ? {
        ...ours,
        conditions: { allOf: [theirs.conditions, ours.conditions] },
      }
    : { result: AuthorizeResult.DENY };
}
