// @ts-check

/**
 * That an operation was asked to abort, for as long as it lives: the wish is gone once its handler has seen it. And the
 * indexes by which old rows are found: finished operations and events by their age.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('operations', table => {
    table.boolean('aborting').notNullable().defaultTo(false);
    table.index(['finished_at'], 'operations_finished');
  });
  // Handlers kept it in their memo until now.
  await knex('operations')
    .whereNull('finished_at')
    .where(query =>
      query.where('wish', 'abort').orWhere('memo', 'like', '%"aborting":true%'),
    )
    .update({ aborting: true });
  await knex.schema.alterTable('outbox', table => {
    table.index(['at'], 'outbox_age');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('outbox', table => {
    table.dropIndex(['at'], 'outbox_age');
  });
  await knex.schema.alterTable('operations', table => {
    table.dropIndex(['finished_at'], 'operations_finished');
  });
  await knex.schema.alterTable('operations', table => {
    table.dropColumn('aborting');
  });
};
