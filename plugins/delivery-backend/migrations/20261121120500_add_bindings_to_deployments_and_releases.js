// @ts-check

/**
 * Which bindings a release carries, and which the instances in a cluster carry: references and versions, never values.
 * Null is none.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  for (const name of ['deployments', 'releases']) {
    await knex.schema.alterTable(name, table => {
      table.text('bindings').nullable();
    });
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const name of ['deployments', 'releases']) {
    await knex.schema.alterTable(name, table => {
      table.dropColumn('bindings');
    });
  }
};
