import type { Knex } from 'knex';

/** Environments that are to come to clusters. */
export async function insertTargets(
  trx: Knex.Transaction,
  environments: readonly { id: string; clusters: readonly string[] }[],
): Promise<void> {
  const rows = environments.flatMap(({ id, clusters }) =>
    clusters.map(cluster => ({
      environment_id: id,
      cluster,
      state: 'pending',
      sentence: `Not made in ${cluster} yet`,
    })),
  );
  if (rows.length > 0) {
    await trx('targets').insert(rows);
  }
}
