import { ResourceAmount } from '@flytower/contract';
import {
  combine,
  quantityInWords,
  resourceFields,
  sum,
  without,
} from './amounts';
import { QuotaUsage } from './quota';
import { ReservationResult } from './reservation';

/** @public */
export interface ClusterAmount {
  cluster: string;
  amount: ResourceAmount;
}

/**
 * What one service holds of its tenant's quota: what runs (`committed`), and what it will need once the release under way
 * is through (`pending`).
 *
 * @public
 */
export interface Holding {
  committed: readonly ClusterAmount[];
  pending?: readonly ClusterAmount[];
}

/**
 * What a service truly holds, as it is kept: clusters in which it holds nothing are left out.
 *
 * @public
 */
export function heldOf(amounts: readonly ClusterAmount[]): ClusterAmount[] {
  return amounts.filter(({ amount }) =>
    resourceFields.some(([, field]) => amount[field] > 0),
  );
}

/** @public */
export type ReservationRefusal = Extract<
  ReservationResult,
  { kind: 'exceeded' }
>;

/**
 * What a holding reserves beyond what it uses, cluster by cluster: a move of ten pods from east to west needs room for
 * twenty, because the ten in the east go only when those in the west are there.
 *
 * @public
 */
export function growthOf(holding: Holding): ResourceAmount {
  const committed = new Map(
    holding.committed.map(({ cluster, amount }) => [cluster, amount]),
  );
  return sum(
    (holding.pending ?? []).map(({ cluster, amount }) => {
      const used = committed.get(cluster);
      return used ? without(amount, used) : amount;
    }),
  );
}

/** The quota of a tenant, from what its services hold. @public */
export function usageOf(
  limit: ResourceAmount,
  holdings: readonly Holding[],
): QuotaUsage {
  const used = sum(
    holdings.flatMap(({ committed }) => committed.map(({ amount }) => amount)),
  );
  const reserved = sum(holdings.map(growthOf));
  return {
    limit,
    used,
    reserved,
    free: without(
      limit,
      combine(used, reserved, (a, b) => a + b),
    ),
  };
}

/**
 * Whether a service's request fits into the tenant's quota; nothing means that it does. Only growth can be refused, so that
 * a service can always shrink, even under a quota that was lowered beneath it.
 *
 * @public
 */
export function decideReservation(question: {
  tenant: string;
  limit: ResourceAmount;
  others: readonly Holding[];
  own: Holding;
}): ReservationRefusal | undefined {
  const { tenant, own } = question;
  const { limit, used, reserved } = usageOf(question.limit, [
    ...question.others,
    { committed: own.committed },
  ]);
  const growth = growthOf(own);
  for (const [resource, field] of resourceFields) {
    const asked = growth[field];
    if (asked > 0 && used[field] + reserved[field] + asked > limit[field]) {
      const words = (value: number) => quantityInWords(resource, value);
      return {
        kind: 'exceeded',
        resource,
        limit: limit[field],
        used: used[field],
        reserved: reserved[field],
        asked,
        sentence: `The quota of ${tenant} is ${words(limit[field])}: ${words(
          used[field],
        )} used, ${words(reserved[field])} reserved; ${words(
          asked,
        )} more do not fit. Ask for less, or have an operations admin raise the quota`,
      };
    }
  }
  return undefined;
}
