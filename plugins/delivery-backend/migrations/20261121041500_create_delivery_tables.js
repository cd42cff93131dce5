// @ts-check

/**
 * Applications, services and their revisions; what is wished of them in each environment (placements), what was brought
 * into each cluster (deployments), and the releases between. Instants are milliseconds since 1970.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('applications', table => {
    table.string('id', 26).primary();
    table.string('tenant').notNullable();
    table.string('slug').notNullable();
    table.string('display_name').notNullable();
    table.text('description').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.integer('generation').notNullable().defaultTo(1);
    table.unique(['tenant', 'slug'], { indexName: 'applications_slug' });
  });

  await knex.schema.createTable('services', table => {
    table.string('id', 26).primary();
    table.string('tenant').notNullable();
    table
      .string('application_id', 26)
      .notNullable()
      .references('id')
      .inTable('applications');
    table.string('slug').notNullable();
    table.string('display_name').notNullable();
    table.text('draft').notNullable();
    table.string('draft_hash').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.integer('generation').notNullable().defaultTo(1);
    table.unique(['tenant', 'slug'], { indexName: 'services_slug' });
    table.index(['application_id'], 'services_application');
  });

  await knex.schema.createTable('revisions', table => {
    table.string('id', 26).primary();
    table
      .string('service_id', 26)
      .notNullable()
      .references('id')
      .inTable('services')
      .onDelete('CASCADE');
    table.integer('number').notNullable();
    table
      .string('hash')
      .notNullable()
      .comment('Of the rendered pod specification');
    table.text('spec').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.unique(['service_id', 'number'], { indexName: 'revisions_number' });
    table.unique(['service_id', 'hash'], { indexName: 'revisions_hash' });
  });

  await knex.schema.createTable('placements', table => {
    table
      .string('service_id', 26)
      .notNullable()
      .references('id')
      .inTable('services')
      .onDelete('CASCADE');
    table.string('environment').notNullable();
    table.string('revision_id', 26).notNullable();
    table.text('placement').notNullable();
    table.string('release_id', 26).notNullable();
    table.primary(['service_id', 'environment']);
  });

  await knex.schema.createTable('deployments', table => {
    table
      .string('service_id', 26)
      .notNullable()
      .references('id')
      .inTable('services')
      .onDelete('CASCADE');
    table.string('environment').notNullable();
    table.string('cluster').notNullable();
    table
      .integer('wanted')
      .notNullable()
      .comment('Instances that the latest release asks for');
    table
      .integer('instances')
      .notNullable()
      .comment('Instances that the last successful release brought there');
    table
      .string('revision_id', 26)
      .nullable()
      .comment('The revision that the last successful release brought there');
    table.primary(['service_id', 'environment', 'cluster']);
  });

  await knex.schema.createTable('releases', table => {
    table.string('id', 26).primary().comment('Also the id of its operation');
    table.integer('number').notNullable();
    table.string('tenant').notNullable();
    table
      .string('service_id', 26)
      .notNullable()
      .references('id')
      .inTable('services')
      .onDelete('CASCADE');
    table.string('environment').notNullable();
    table.string('kind').notNullable();
    table.string('revision_id', 26).nullable();
    table.string('previous_revision_id', 26).nullable();
    table.text('placement').nullable();
    table
      .text('previous_placement')
      .nullable()
      .comment('What an abort goes back to');
    table.text('targets').notNullable();
    table
      .text('progress')
      .notNullable()
      .comment('How far each cluster is, as the engine last saw it');
    table.text('note').nullable();
    table.string('requester').notNullable();
    table
      .string('responsible')
      .notNullable()
      .comment('The requester, or who resumed it last');
    table
      .string('after_release_id', 26)
      .nullable()
      .comment('Begins when that one is finished');
    table.bigInteger('created_at').notNullable();
    table.unique(['service_id', 'number'], { indexName: 'releases_number' });
    table.index(['tenant', 'id'], 'releases_tenant');
    table.index(['service_id', 'environment', 'id'], 'releases_service');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'releases',
    'deployments',
    'placements',
    'revisions',
    'services',
    'applications',
  ]) {
    await knex.schema.dropTable(table);
  }
};
