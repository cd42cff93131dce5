import { ReleasePlan } from '@flytower/plugin-delivery-common';
import {
  combine,
  decideReservation,
  quantityInWords,
  QuotaUsage,
  resourceFields,
  sum,
} from '@flytower/plugin-tenancy-common';
import { FootprintTarget, peakOf, settledOf } from './footprint';

/**
 * What a release does to the tenant's quota, by tenancy's own rule: the same answer that the reservation will give, with
 * its sentence.
 */
export function quotaOfPlan(options: {
  tenant: string;
  /** Of everybody else: what the service itself uses and has reserved is not among it. */
  others: QuotaUsage;
  targets: FootprintTarget[];
}): NonNullable<ReleasePlan['quota']> {
  const { tenant, others, targets } = options;
  const add = (a: number, b: number) => a + b;
  const refusal = decideReservation({
    tenant,
    limit: others.limit,
    others: [
      {
        committed: [{ cluster: '', amount: others.used }],
        pending: [
          { cluster: '', amount: combine(others.used, others.reserved, add) },
        ],
      },
    ],
    own: {
      committed: targets.map(({ cluster, held }) => ({
        cluster,
        amount: held,
      })),
      pending: targets.map(target => ({
        cluster: target.cluster,
        amount: peakOf(target),
      })),
    },
  });
  const together = (of: (target: FootprintTarget) => FootprintTarget['held']) =>
    combine(others.used, sum(targets.map(of)), add);
  const after = together(settledOf);
  return {
    limit: others.limit,
    before: together(({ held }) => held),
    peak: together(peakOf),
    after,
    fits: refusal === undefined,
    sentence:
      refusal?.sentence ??
      `Afterwards ${tenant} uses ${resourceFields
        .map(
          ([resource, field]) =>
            `${quantityInWords(resource, after[field])} of ${quantityInWords(
              resource,
              others.limit[field],
            )}`,
        )
        .join(', ')}`,
  };
}
