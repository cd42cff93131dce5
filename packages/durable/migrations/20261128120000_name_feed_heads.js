// @ts-check
const { randomUUID } = require('node:crypto');

/**
 * The feed's epoch (one a database, made here) and the id of its last event, so that a reader's cursor can be compared
 * with the feed also where old events are trimmed. A replica of the version before goes on to write `last` alone.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('outbox_head', table => {
    table.string('epoch', 36).notNullable().defaultTo('');
    table.string('last_id', 26).notNullable().defaultTo('');
  });
  const head = await knex('outbox_head').where({ id: 1 }).first();
  const newest = await knex('outbox').where({ sequence: head.last }).first();
  await knex('outbox_head')
    .where({ id: 1 })
    .update({ epoch: randomUUID(), last_id: newest ? newest.id : '' });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('outbox_head', table => {
    table.dropColumn('epoch');
    table.dropColumn('last_id');
  });
};
