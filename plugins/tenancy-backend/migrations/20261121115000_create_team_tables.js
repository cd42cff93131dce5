// @ts-check

/**
 * Teams of a tenant. A person is in a team by their membership of the tenant, so that whoever leaves the tenant leaves its
 * teams, and nobody else is ever in one. Instants are milliseconds since 1970.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('teams', table => {
    table.string('id', 26).primary();
    table
      .string('tenant_id', 26)
      .notNullable()
      .references('id')
      .inTable('tenants')
      .onDelete('CASCADE');
    table.string('slug', 30).notNullable();
    table.string('display_name').notNullable();
    table.integer('generation').notNullable().defaultTo(1);
    table.bigInteger('created_at').notNullable();
    table.unique(['tenant_id', 'slug']);
  });

  await knex.schema.createTable('team_members', table => {
    table
      .string('team_id', 26)
      .notNullable()
      .references('id')
      .inTable('teams')
      .onDelete('CASCADE');
    table
      .string('member_id', 26)
      .notNullable()
      .references('id')
      .inTable('members')
      .onDelete('CASCADE');
    table.boolean('lead').notNullable();
    table.primary(['team_id', 'member_id']);
    table.index(['member_id'], 'team_members_member');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('team_members');
  await knex.schema.dropTable('teams');
};
