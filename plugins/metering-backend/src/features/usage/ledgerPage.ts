import { LedgerRow } from '@flytower/plugin-metering-common';
import type { Knex } from 'knex';
import { parseLedgerRow } from './ledgerRow';
import { cursorToPlace, placeToCursor } from './timedPlace';

/** Some rows of the ledger, and where the next page begins. */
export interface LedgerPage {
  rows: LedgerRow[];
  nextCursor?: string;
}

/** A page of the rows of a resource, oldest first. */
export async function ledgerPage(
  trx: Knex,
  resourceId: string,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<LedgerPage> {
  const query = trx('ledger')
    .where({ resource_id: resourceId })
    .orderBy(['started_at', 'id'])
    .limit(limit + 1);
  if (cursor !== undefined) {
    const { at, id } = cursorToPlace(cursor);
    query.where(later =>
      later
        .where('started_at', '>', at)
        .orWhere(same => same.where('started_at', at).where('id', '>', id)),
    );
  }
  const found: unknown[] = await query;
  const rows = found.slice(0, limit).map(parseLedgerRow);
  const last = rows.at(-1);
  return {
    rows,
    ...(found.length > limit && last
      ? {
          nextCursor: placeToCursor({
            at: Date.parse(last.from) / 1000,
            id: last.id,
          }),
        }
      : {}),
  };
}
