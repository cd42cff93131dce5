// @ts-check

/**
 * Which application belonged to which team, from when to when. Instants are whole seconds since 1970, intervals half-open.
 * There is no foreign key: what was used is told by team long after application and team are gone.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('ownerships', table => {
    table.string('id', 26).primary();
    table.string('tenant').notNullable();
    table.string('application_id', 26).notNullable();
    table.string('application').notNullable();
    table.string('team_id', 26).notNullable();
    table.string('team').notNullable();
    table
      .bigInteger('tenancy_revision')
      .notNullable()
      .comment('At which the team was there');
    table.bigInteger('from_seconds').notNullable();
    table.bigInteger('to_seconds').nullable().comment('Null while it lasts');
    table.unique(['application_id', 'from_seconds'], {
      indexName: 'ownerships_from',
    });
  });
  // An application belongs to at most one team at a time.
  await knex.schema.raw(
    'CREATE UNIQUE INDEX ownerships_open ON ownerships (application_id) WHERE to_seconds IS NULL',
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('ownerships');
};
