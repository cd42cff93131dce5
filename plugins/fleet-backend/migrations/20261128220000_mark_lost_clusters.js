// @ts-check

/**
 * That a cluster was declared lost: since when, by whom, why, whether it has answered since. Null for all others. A
 * replica of the version before goes on to place things there.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('clusters', table => {
    table.text('loss').nullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('clusters', table => {
    table.dropColumn('loss');
  });
};
