// @ts-check

/**
 * Whether the last release that began in a cluster has arrived there: an abort must put back only what is uncertain.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('deployments', table => {
    table
      .boolean('settled')
      .notNullable()
      .defaultTo(true)
      .comment('False: a release has begun here and has not arrived');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('deployments', table => {
    table.dropColumn('settled');
  });
};
