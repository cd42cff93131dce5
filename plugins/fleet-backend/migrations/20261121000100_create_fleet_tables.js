// @ts-check

/**
 * Data centres, clusters with their sealed connections, and the revision that other replicas watch. Instants are
 * milliseconds since 1970.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('data_centres', table => {
    table.string('id', 26).primary();
    table.string('name', 40).notNullable().unique();
    table.string('display_name').notNullable();
    table.string('region').notNullable();
    table.string('role').notNullable();
    table.string('provider').notNullable();
  });

  await knex.schema.createTable('clusters', table => {
    table.string('id', 26).primary();
    table.string('name', 40).notNullable().unique();
    table.string('display_name').notNullable();
    table
      .string('data_centre', 40)
      .notNullable()
      .references('name')
      .inTable('data_centres');
    table.string('security_zone', 40).notNullable();
    table.string('server', 2048).notNullable().unique();
    table
      .string('uid')
      .nullable()
      .unique()
      .comment('Of its kube-system; once known, it never changes');
    table.string('origin').notNullable();
    table
      .text('sealed_connection')
      .notNullable()
      .comment('Address, authority and credential, sealed as one');
    table.string('seal_key').notNullable();
    table
      .integer('connection_version')
      .notNullable()
      .comment('Raised by every other connection, not by sealing anew');
    table.bigInteger('credential_changed_at').notNullable();
    table
      .text('facts')
      .nullable()
      .comment('What the last good check found; null before the first');
    table.bigInteger('checked_at').nullable();
    table
      .text('problem')
      .nullable()
      .comment('Why the last check failed; null where it did not');
    table.integer('generation').notNullable().defaultTo(1);
    table.bigInteger('registered_at').notNullable();
    table.string('registered_by').notNullable();
  });

  await knex.schema.createTable('registrations_revision', table => {
    table.integer('id').primary();
    table.bigInteger('revision').notNullable();
  });
  await knex('registrations_revision').insert({ id: 1, revision: 1 });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('registrations_revision');
  await knex.schema.dropTable('clusters');
  await knex.schema.dropTable('data_centres');
};
