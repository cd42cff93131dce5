import { UsageChoices } from '@flytower/plugin-metering-common';
import type { Knex } from 'knex';
import { KEYS } from './keys';

type Chosen =
  | 'tenant'
  | 'team'
  | 'application'
  | 'environment'
  | 'cluster'
  | 'requester';

/**
 * The first `most` choices of each filter, by name.
 *
 * @param usageOf - Where to look for those of a filter
 */
export async function choicesOf(
  trx: Knex,
  most: number,
  usageOf: (filter: Chosen) => Knex.QueryBuilder,
): Promise<UsageChoices> {
  let cut = false;
  const of = async (filter: Chosen) => {
    const rows: { key: string }[] = await trx
      .distinct(trx.raw(`${KEYS[filter]} as key`))
      .from(usageOf(filter).as('u'))
      .whereRaw(`${KEYS[filter]} <> ''`)
      .orderBy('key')
      .limit(most + 1);
    cut ||= rows.length > most;
    return rows.slice(0, most).map(({ key }) => key);
  };
  return {
    tenants: await of('tenant'),
    teams: await of('team'),
    applications: await of('application'),
    environments: await of('environment'),
    clusters: await of('cluster'),
    requesters: await of('requester'),
    cut,
  };
}
