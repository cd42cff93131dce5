// @ts-check

/**
 * How far each feed was read, as the cursor that the feed gave: its sequence alone does not tell a database that was put
 * back. A feed takes the bare sequence of before for a cursor. `position` stays for replicas of the version before.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('feed_positions', table => {
    table
      .string('cursor', 100)
      .notNullable()
      .defaultTo('')
      .comment('Empty: from the oldest change that the feed still has');
  });
  await knex('feed_positions')
    .where('position', '>', 0)
    .update({ cursor: knex.raw('cast(position as varchar(20))') });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('feed_positions', table => {
    table.dropColumn('cursor');
  });
};
