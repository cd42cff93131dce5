// @ts-check

/**
 * How far each feed was read, as the cursor that the feed gave. `position` is its sequence: a replica of the version
 * before writes that alone, and where both differ it has read on. `0` is the place before the first event of all.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('sources', table => {
    table.string('cursor', 100).notNullable().defaultTo('0');
  });
  await knex('sources').update({
    cursor: knex.raw('cast(position as varchar(20))'),
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('sources', table => {
    table.dropColumn('cursor');
  });
};
