/**
 * Writes an SQLite database anew, once: what earlier versions deleted, tokens of template runs among it, still stood in its
 * free space. From now on what is deleted is overwritten at once.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  if (knex.client.config.client.includes('sqlite')) {
    await knex.raw('VACUUM');
  }
};

/** Nothing was changed that could be put back. */
exports.down = async function down() {};

/** VACUUM stands alone. */
exports.config = { transaction: false };
