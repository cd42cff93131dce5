import { AppliedRecord, latestOf, WishRecord } from '../../domain/records';

/** A lane of a service as pages show it: what was sent, beside what is wished. */
export interface ShownLane extends AppliedRecord {
  /** How many instances are wished; 0 where the service is on its way out. */
  wished: number;
  /** How many there should be by what was sent last; by what is wished where nothing was sent yet. */
  expected: number;
}

/** What was sent, and the clusters that something is wished in and nothing was sent to yet, by cluster. */
export function lanesOf(
  applied: readonly AppliedRecord[],
  wish: WishRecord | undefined,
): ShownLane[] {
  const counts = wish?.counts ?? [];
  const wishedIn = (cluster: string) =>
    counts.find(one => one.cluster === cluster)?.instances ?? 0;
  const coming = counts
    .filter(({ cluster }) => !applied.some(one => one.cluster === cluster))
    .map(
      ({ cluster }): AppliedRecord => ({
        serviceId: wish?.serviceId ?? '',
        environment: wish?.environment ?? '',
        cluster,
        stage: 'stable',
        active: true,
        removing: false,
        repairs: { count: 0 },
      }),
    );
  return [...applied, ...coming]
    .sort((a, b) => (a.cluster < b.cluster ? -1 : 1))
    .map(row => {
      const wished = wishedIn(row.cluster);
      return { ...row, wished, expected: latestOf(row)?.instances ?? wished };
    });
}
