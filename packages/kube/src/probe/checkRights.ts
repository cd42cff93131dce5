import { measuredVersion } from './HeldBundle';
import { Probed } from './Probed';
import { ReadinessItem } from './ProbeResult';
import { describeRight, managing, missingRights, TOO_MUCH } from './rights';

/** What the identity may do, and what it should not be able to do. */
export async function checkRights(probed: Probed): Promise<ReadinessItem[]> {
  const answers = Object.entries(managing(measuredVersion(probed.bundle))).map(
    async ([id, { title, rights }]): Promise<ReadinessItem> => {
      const missing = await missingRights(probed.client, rights);
      return {
        id,
        title,
        required: true,
        ...(missing.length === 0
          ? { state: 'ready', sentence: 'Flytower has the rights for it' }
          : {
              state: 'missing',
              sentence: `Flytower may not ${missing
                .map(describeRight)
                .join(', ')}; let the cluster's administrator apply the bundle`,
            }),
      };
    },
  );
  return Promise.all([...answers, restraint(probed)]);
}

async function restraint({ client, user }: Probed): Promise<ReadinessItem> {
  const missing = new Set(await missingRights(client, TOO_MUCH));
  const excessive = TOO_MUCH.filter(right => !missing.has(right));
  return {
    id: 'no-more-rights-than-needed',
    title: 'No more rights than needed',
    required: false,
    ...(excessive.length === 0
      ? {
          state: 'ready',
          sentence: `"${user}" reads no Secrets, enters no containers, impersonates no users and cannot widen its own rights`,
        }
      : {
          state: 'warning',
          sentence: `"${user}" may ${excessive
            .map(describeRight)
            .join(', ')}, which Flytower never does; take that right away`,
        }),
  };
}
