// @ts-check

/**
 * Tenants with what they have: members, environments, bound clusters, the state of each environment in each cluster, and
 * what their services hold of the quota. Instants are milliseconds since 1970, amounts are in base units.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('tenants', table => {
    table.string('id', 26).primary();
    table.string('slug', 30).notNullable().unique();
    table.string('display_name').notNullable();
    table.string('state').notNullable();
    table.bigInteger('cpu_millicores').notNullable();
    table.bigInteger('memory_bytes').notNullable();
    table.bigInteger('pods').notNullable();
    table.integer('generation').notNullable().defaultTo(1);
    table.bigInteger('created_at').notNullable();
  });

  await knex.schema.createTable('members', table => {
    table.string('id', 26).primary();
    table
      .string('tenant_id', 26)
      .notNullable()
      .references('id')
      .inTable('tenants')
      .onDelete('CASCADE');
    table.string('person').notNullable().comment('Entity reference');
    table.string('role').notNullable();
    table.bigInteger('created_at').notNullable();
    table.unique(['tenant_id', 'person']);
  });

  await knex.schema.createTable('environments', table => {
    table.string('id', 26).primary();
    table
      .string('tenant_id', 26)
      .notNullable()
      .references('id')
      .inTable('tenants')
      .onDelete('CASCADE');
    table.string('name', 16).notNullable();
    table.unique(['tenant_id', 'name']);
  });

  // Desired: which clusters a tenant is bound to. A row that is unbinding goes when nothing of the tenant is left there.
  await knex.schema.createTable('bindings', table => {
    table
      .string('tenant_id', 26)
      .notNullable()
      .references('id')
      .inTable('tenants')
      .onDelete('CASCADE');
    table.string('cluster').notNullable();
    table.boolean('unbinding').notNullable().defaultTo(false);
    table.primary(['tenant_id', 'cluster']);
  });

  // Seen last: how far an environment is in a cluster.
  await knex.schema.createTable('targets', table => {
    table
      .string('environment_id', 26)
      .notNullable()
      .references('id')
      .inTable('environments')
      .onDelete('CASCADE');
    table.string('cluster').notNullable();
    table.string('state').notNullable();
    table.text('sentence').notNullable();
    table.bigInteger('checked_at').nullable();
    table.primary(['environment_id', 'cluster']);
  });

  await knex.schema.createTable('reservations', table => {
    table
      .string('tenant_id', 26)
      .notNullable()
      .references('id')
      .inTable('tenants')
      .onDelete('CASCADE');
    table.string('key').notNullable().comment('Id of the service');
    table.string('id', 26).notNullable();
    table.string('environment').notNullable();
    table.text('committed').notNullable().comment('JSON: what runs');
    table.text('pending').nullable().comment('JSON: what a release will need');
    table.bigInteger('expires_at').nullable().comment('Of what is pending');
    table.primary(['tenant_id', 'key']);
    table.index(['expires_at'], 'reservations_expiry');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'reservations',
    'targets',
    'bindings',
    'environments',
    'members',
    'tenants',
  ]) {
    await knex.schema.dropTable(table);
  }
};
