import { ClusterLoss, DataAge, Health } from '@flytower/plugin-fleet-common';

/** How a cluster is that was declared lost. That it is silent is no news; that it answers again waits for a person. */
export function lostHealth(
  { state, since }: ClusterLoss,
  data: DataAge,
): Health {
  const live = data.state === 'live';
  const declared = `declared lost since ${inWords(since)}`;
  if (state === 'returning') {
    return live
      ? {
          status: 'progressing',
          sentence:
            'It is returning: what runs elsewhere now is stopped in it first',
        }
      : {
          status: 'waiting',
          sentence: `It is returning, and does not answer just now: ${data.sentence}`,
        };
  }
  return live
    ? {
        status: 'waiting',
        sentence: `It answers, and is ${declared}; an operations admin can declare it returned`,
      }
    : {
        status: 'stopped',
        sentence: `It is ${declared}: what was there counts as gone`,
      };
}

/** "2026-01-10 12:00 UTC". Whoever reads it may be anywhere. */
function inWords(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
