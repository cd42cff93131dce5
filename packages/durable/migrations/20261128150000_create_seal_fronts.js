/** Which keys have stood first in a ring, in the order in which they came there: the last one is the newest. */
exports.up = async knex => {
  await knex.schema.createTable('seal_fronts', table => {
    table.string('key_id', 40).primary();
    table.integer('generation').notNullable().unique();
  });
};

exports.down = async knex => {
  await knex.schema.dropTable('seal_fronts');
};
