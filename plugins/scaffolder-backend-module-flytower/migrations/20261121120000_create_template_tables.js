// @ts-check

/**
 * What tasks of templates made (so that a failed one can be undone, and only that), which tasks were undone, and the
 * archives that wait for their creators. Instants are milliseconds since 1970.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('flytower_works', table => {
    table.string('key', 64).primary().comment('Of task, step and object');
    table.string('task_id').notNullable().index();
    table.integer('ordinal').notNullable().comment('Undone last to first');
    table.text('intent').notNullable().comment('What was asked of whom');
    table.string('made_id').nullable().comment('Null while it is uncertain');
    table.string('state').notNullable();
    table.bigInteger('created_at').notNullable();
    table.unique(['task_id', 'ordinal']);
  });
  await knex.schema.createTable('flytower_undone_tasks', table => {
    table.string('task_id').primary();
    table.bigInteger('created_at').notNullable();
  });
  await knex.schema.createTable('flytower_archives', table => {
    table.string('id', 26).primary();
    table.string('key', 64).notNullable().unique();
    table.string('owner').notNullable();
    table.string('file_name').notNullable();
    table.integer('size').notNullable().comment('Bytes');
    table.binary('content').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable().index();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('flytower_archives');
  await knex.schema.dropTable('flytower_undone_tasks');
  await knex.schema.dropTable('flytower_works');
};
