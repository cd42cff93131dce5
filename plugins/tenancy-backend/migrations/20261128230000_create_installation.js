// @ts-check
const { ulid } = require('ulid');

/**
 * Who this installation of Flytower is, as the namespaces of its tenants say; made here, under the lock of migrations, so
 * that replicas that start at once agree on it. A database that has tenants already takes the id of its oldest one, which
 * is as unique: a dump of before this migration that is put back gets the same id again, and not a new one that would be
 * a stranger in its own namespaces. `kept_by`: which other installation keeps an environment in a cluster.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('installation', table => {
    table.integer('only').primary().defaultTo(1).comment('One row, ever');
    table.string('id', 26).notNullable();
  });
  const oldest = await knex('tenants').min('id as id').first();
  await knex('installation').insert({ only: 1, id: oldest?.id ?? ulid() });
  await knex.schema.alterTable('targets', table => {
    table.string('kept_by', 63).nullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('targets', table => {
    table.dropColumn('kept_by');
  });
  await knex.schema.dropTable('installation');
};
