// @ts-check

/**
 * A mark of the last change of the registrations, so that a database that was put back is told from the one before, also
 * where its revision is the same again. A replica of the version before goes on to raise the revision alone.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('registrations_revision', table => {
    table.string('mark', 26).notNullable().defaultTo('');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('registrations_revision', table => {
    table.dropColumn('mark');
  });
};
