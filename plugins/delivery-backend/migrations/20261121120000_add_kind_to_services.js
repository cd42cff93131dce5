// @ts-check

/**
 * What a service is. Those that were there before are web services.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('services', table => {
    table
      .string('kind')
      .notNullable()
      .defaultTo('web')
      .comment('web, worker or scheduled-job; never changes');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('services', table => {
    table.dropColumn('kind');
  });
};
