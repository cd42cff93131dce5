// @ts-check

/**
 * Nobody reads at which revision of tenancy a team was there: whether it still is, tenancy itself says.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  // Not by knex, which copies a whole table on SQLite to drop a column.
  await knex.raw('ALTER TABLE ownerships DROP COLUMN tenancy_revision');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('ownerships', table => {
    table
      .bigInteger('tenancy_revision')
      .notNullable()
      .defaultTo(Number.MAX_SAFE_INTEGER)
      .comment('At which the team was there');
  });
};
