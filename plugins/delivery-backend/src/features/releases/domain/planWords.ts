import {
  ReleaseKind,
  ReleasePlan,
  Schedule,
  scheduleInWords,
} from '@flytower/plugin-delivery-common';
import { Wish } from './resolveWish';

type PlannedCluster = ReleasePlan['clusters'][number];

/** `1 instance`, `4 instances`. */
export function instancesInWords(count: number): string {
  return count === 1 ? '1 instance' : `${count} instances`;
}

/**
 * The whole plan in a sentence: "Releases revision 3 (payments/checkout:1.4.2): 6 instances in east, 4 in west", or of a
 * scheduled job "…: runs at 30 2 * * * (Etc/UTC) in east".
 */
export function planSentence(
  kind: ReleaseKind,
  { revision }: Wish,
  clusters: PlannedCluster[],
  schedule?: Schedule,
): string {
  const staying = clusters.filter(({ action }) => action !== 'remove');
  const leaving = clusters.filter(({ action }) => action === 'remove');
  const parts = [
    ...staying.map(({ cluster, to }, i) => {
      if (schedule) {
        return `runs at ${scheduleInWords(schedule)} in ${cluster}`;
      }
      return i === 0
        ? `${instancesInWords(to)} in ${cluster}`
        : `${to} in ${cluster}`;
    }),
    ...(leaving.length > 0
      ? [`out of ${leaving.map(({ cluster }) => cluster).join(', ')}`]
      : []),
  ].join(', ');
  const what =
    revision && `revision ${revision.number} (${revision.spec.image})`;
  switch (kind) {
    case 'release':
      return `Releases ${what ?? 'nothing'}: ${parts}`;
    case 'rollback':
      return what
        ? `Rolls back to ${what}: ${parts}`
        : 'Rolls back to nothing that is known';
    case 'scale':
      return parts ? `Scales to ${parts}` : 'Scales nothing';
    case 'unpublish':
      return parts ? `Takes the service ${parts}` : 'Takes nothing out';
    default:
      return kind satisfies never;
  }
}

/** What happens in one cluster, in a sentence. */
export function clusterSentence(
  change: Pick<PlannedCluster, 'action' | 'from' | 'to' | 'restarts'> & {
    /** Why running instances are replaced, beside a new revision. */
    reasons: readonly string[];
  },
  kind: ReleaseKind,
): string {
  const { action, from, to, restarts, reasons } = change;
  switch (action) {
    case 'create':
      return `${instancesInWords(to)} start`;
    case 'update':
      return [
        `${instancesInWords(restarts)} ${
          restarts === 1 ? 'is' : 'are'
        } replaced one after the other${
          reasons.length > 0 ? ` (${reasons.join(', ')})` : ''
        }`,
        ...(to > from ? [`${to - from} more start`] : []),
        ...(to < from ? [`${from - to} end`] : []),
      ].join(', ');
    case 'scale':
      return to > from
        ? `${instancesInWords(to - from)} more; ${
            from === 0 ? 'none runs yet' : `the ${from} that run stay`
          }`
        : `${instancesInWords(from - to)} fewer; ${
            to === 0 ? 'none is left' : `${to} stay`
          }`;
    case 'remove':
      return from > 0
        ? `${instancesInWords(from)} end, and everything of the service goes`
        : 'Everything of the service goes';
    case 'none':
      return kind === 'scale'
        ? 'Stays as it is'
        : 'Runs this already; no instance restarts';
    default:
      return action satisfies never;
  }
}

/** The same of a scheduled job, which has runs and no instances. */
export function scheduleSentence(
  action: PlannedCluster['action'],
  schedule: Schedule,
  reasons: readonly string[],
): string {
  switch (action) {
    case 'create':
      return `Runs at ${scheduleInWords(schedule)} from then on`;
    case 'update':
    case 'scale':
      return `The next run takes the change up${
        reasons.length > 0 ? ` (${reasons.join(', ')})` : ''
      }; one under way goes on as it began`;
    case 'remove':
      return 'No further run comes, and one under way is ended';
    case 'none':
      return 'Runs like this already';
    default:
      return action satisfies never;
  }
}
