// @ts-check

/**
 * Servers, plans, instances with their accounts, and bindings with their Secrets in clusters. Instants are milliseconds
 * since 1970; what is sealed opens only in its own row.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('servers', table => {
    table.string('id', 26).primary();
    table.string('name', 40).notNullable().unique();
    table.string('display_name').notNullable();
    table.string('engine').notNullable();
    table.string('host').notNullable();
    table.integer('port').notNullable();
    table.boolean('encrypted').notNullable();
    table.string('administrator').notNullable();
    table.text('sealed_access').notNullable();
    table.string('seal_key').notNullable();
    table.string('product').notNullable();
    table.string('version').notNullable();
    table.text('health').notNullable().comment('JSON: status, sentence');
    table.bigInteger('checked_at').notNullable();
    table.boolean('demo').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.integer('generation').notNullable();
    table.unique(['host', 'port']);
  });

  await knex.schema.createTable('plans', table => {
    table.string('id', 26).primary();
    table.string('offering').notNullable();
    table.string('name', 40).notNullable();
    table.string('display_name').notNullable();
    table.text('description').notNullable();
    table.text('limits').notNullable().comment('JSON; never changed');
    table.boolean('active').notNullable();
    table.bigInteger('created_at').notNullable();
    table.integer('generation').notNullable();
    table.unique(['offering', 'name']);
  });

  await knex.schema.createTable('plan_servers', table => {
    table
      .string('plan_id', 26)
      .notNullable()
      .references('id')
      .inTable('plans')
      .onDelete('CASCADE');
    table.string('server_id', 26).notNullable().references('servers.id');
    table.primary(['plan_id', 'server_id']);
  });

  // One row a tenant, locked by whoever orders: the limit of orders is counted under it.
  await knex.schema.createTable('tenant_locks', table => {
    table.string('tenant', 30).primary();
  });

  await knex.schema.createTable('instances', table => {
    table.string('id', 26).primary();
    table.string('tenant', 30).notNullable();
    table.string('environment', 16).notNullable();
    table.string('name', 40).notNullable();
    table.string('display_name').notNullable();
    table.string('engine').notNullable();
    table.string('plan_id', 26).notNullable().references('plans.id');
    table.string('plan').notNullable();
    table.text('limits').notNullable().comment('JSON, of the plan');
    table.string('database_name', 64).notNullable();
    table.string('server_id', 26).nullable().references('servers.id');
    // Of an instance that is its server as a whole; so no server is two of them.
    table.string('whole_server_id', 26).nullable().unique();
    table.string('state').notNullable();
    table.text('observed').nullable().comment('JSON: health and usage');
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.integer('generation').notNullable();
    table.unique(['tenant', 'name']);
    table.index(['server_id'], 'instances_server');
  });

  await knex.schema.createTable('bindings', table => {
    table.string('id', 26).primary();
    table.string('tenant', 30).notNullable();
    table.string('environment', 16).notNullable();
    table.string('instance_id', 26).notNullable().references('instances.id');
    table.string('name', 40).notNullable();
    table.string('service', 40).notNullable();
    table.string('service_id', 26).notNullable();
    table.string('application', 40).notNullable();
    table.string('prefix', 31).notNullable();
    table.string('state').notNullable();
    table.integer('version').notNullable().comment('Of the Secret in use');
    table.boolean('forced').notNullable().comment('Deleted without waiting');
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.integer('generation').notNullable();
    table.unique(['tenant', 'name']);
    table.unique(['instance_id', 'service_id']);
  });

  await knex.schema.createTable('accounts', table => {
    table.string('id', 26).primary();
    table
      .string('instance_id', 26)
      .notNullable()
      .references('id')
      .inTable('instances')
      .onDelete('CASCADE');
    table
      .string('binding_id', 26)
      .nullable()
      .unique()
      .references('id')
      .inTable('bindings')
      .onDelete('CASCADE');
    table.string('username', 32).notNullable().unique();
    table.string('state').notNullable();
    table.integer('version').notNullable().comment('The newest that is valid');
    table.string('change_operation_id', 26).nullable();
    table.bigInteger('change_deadline_at').nullable();
    table.index(['instance_id'], 'accounts_instance');
  });

  // The password in use, the one before while a change goes on, and the next before it is valid.
  await knex.schema.createTable('passwords', table => {
    table
      .string('account_id', 26)
      .notNullable()
      .references('id')
      .inTable('accounts')
      .onDelete('CASCADE');
    table.integer('version').notNullable();
    table.text('sealed').notNullable();
    table.string('seal_key').notNullable();
    table.string('shown_by').nullable();
    table.bigInteger('shown_at').nullable();
    table.primary(['account_id', 'version']);
  });

  // A row is there before its Secret may be, and goes after it.
  await knex.schema.createTable('binding_secrets', table => {
    table
      .string('binding_id', 26)
      .notNullable()
      .references('id')
      .inTable('bindings')
      .onDelete('CASCADE');
    table.string('cluster', 40).notNullable();
    table.integer('version').notNullable();
    table.string('state').notNullable();
    table.text('sentence').notNullable();
    table.primary(['binding_id', 'cluster', 'version']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'binding_secrets',
    'passwords',
    'accounts',
    'bindings',
    'instances',
    'tenant_locks',
    'plan_servers',
    'plans',
    'servers',
  ]) {
    await knex.schema.dropTable(table);
  }
};
