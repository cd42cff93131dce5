import { ReadinessItem } from '@flytower/plugin-fleet-common';
import { compareStatus, Condition, Status } from '@flytower/ui';

const statusOf: Record<ReadinessItem['state'], Status> = {
  ready: 'healthy',
  warning: 'degraded',
  missing: 'failed',
  unknown: 'unknown',
};

/** The readiness report as conditions, what stands in the way first. An optional thing that is missing only degrades. */
export function readinessConditions(
  items: readonly ReadinessItem[],
  words: Record<ReadinessItem['state'], string>,
): Condition[] {
  return items
    .map(({ id, title, state, required, sentence }) => ({
      id,
      title,
      status:
        state === 'missing' && !required
          ? ('degraded' as const)
          : statusOf[state],
      word: words[state],
      message: sentence,
    }))
    .sort((a, b) => compareStatus(a.status, b.status));
}
