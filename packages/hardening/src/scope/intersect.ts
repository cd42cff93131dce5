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
    theirs.result === AuthorizeResult.CONDITIONAL &&
    ours.result === AuthorizeResult.CONDITIONAL
  ) {
    return theirs.pluginId === ours.pluginId &&
      theirs.resourceType === ours.resourceType
      ? {
          ...ours,
          conditions: { allOf: [theirs.conditions, ours.conditions] },
        }
      : { result: AuthorizeResult.DENY };
  }
  // One of them says yes or no: a yes adds nothing to the other, a no is the end.
  return theirs.result === AuthorizeResult.DENY ||
    ours.result === AuthorizeResult.ALLOW
    ? theirs
    : ours;
}
