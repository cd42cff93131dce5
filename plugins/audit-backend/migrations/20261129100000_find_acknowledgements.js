// @ts-check

/**
 * What operations admins acknowledged is found without a walk over all facts, and costs appending nothing.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(
    `CREATE INDEX facts_acknowledged ON facts (sequence) WHERE verb = 'integrity.acknowledged'`,
  );
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX facts_acknowledged');
};
