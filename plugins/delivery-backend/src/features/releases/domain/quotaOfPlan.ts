import { ReleasePlan } from '@flytower/plugin-delivery-common';
import {
  combine,
  decideReservation,
  quantityInWords,
  QuotaUsage,
  resourceFields,
  sum,
  without,
} from '@flytower/plugin-tenancy-common';
import { FootprintTarget, heldOf, peakOf, settledOf } from './footprint';

/**
 * What a release does to the tenant's quota, by tenancy's own rule: the same answer that the reservation will give, with
 * its sentence.
 */
export function quotaOfPlan(options: {
  tenant: string;
  usage: QuotaUsage;
  targets: FootprintTarget[];
}): NonNullable<ReleasePlan['quota']> {
  const { tenant, usage, targets } = options;
  const held = sum(targets.map(heldOf));
  const others = without(usage.used, held);
  const add = (a: number, b: number) => a + b;
  const refusal = decideReservation({
    tenant,
    limit: usage.limit,
    others: [
      {
        committed: [{ cluster: '', amount: others }],
        pending: [
          { cluster: '', amount: combine(others, usage.reserved, add) },
        ],
      },
    ],
    own: {
      committed: targets.map(target => ({
        cluster: target.cluster,
        amount: heldOf(target),
      })),
      pending: targets.map(target => ({
        cluster: target.cluster,
        amount: peakOf(target),
      })),
    },
  });
  const after = combine(others, sum(targets.map(settledOf)), add);
  return {
    limit: usage.limit,
    before: usage.used,
    peak: combine(others, sum(targets.map(peakOf)), add),
    after,
    fits: refusal === undefined,
    sentence:
      refusal?.sentence ??
      `Afterwards ${tenant} uses ${resourceFields
        .map(
          ([resource, field]) =>
            `${quantityInWords(resource, after[field])} of ${quantityInWords(
              resource,
              usage.limit[field],
            )}`,
        )
        .join(', ')}`,
  };
}
