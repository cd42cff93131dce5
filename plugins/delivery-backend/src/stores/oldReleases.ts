import type { Knex } from 'knex';

/**
 * Narrows operations to those whose release nobody needs: one that is neither the latest of its service and environment,
 * which their page shows and by which the next gets its number, nor the one by which something runs.
 */
export function exceptNeededReleases(
  operations: Knex.QueryBuilder,
  knex: Knex,
): void {
  operations
    .whereNotExists(
      knex('releases as own')
        .select(knex.raw('1'))
        .whereRaw('own.id = operations.id')
        .whereNotExists(
          knex('releases as later')
            .select(knex.raw('1'))
            .whereRaw('later.service_id = own.service_id')
            .whereRaw('later.environment = own.environment')
            .whereRaw('later.number > own.number'),
        ),
    )
    .whereNotExists(
      knex('wishes')
        .select(knex.raw('1'))
        .whereRaw('wishes.release_id = operations.id'),
    );
}

/** Removes releases; their operations go in the same transaction. */
export async function removeReleases(
  trx: Knex.Transaction,
  ids: string[],
): Promise<void> {
  await trx('releases').whereIn('id', ids).delete();
}
