// @ts-check

const FOR_EVER = 'Facts of the operation log are for ever: append a new one';

/**
 * Facts (appended, never changed: the evidence), their head, entries (made from the facts, for lists), and how far each
 * change feed was read. Instants are milliseconds since 1970.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('facts', table => {
    table.bigInteger('sequence').primary();
    table.string('source').notNullable();
    table.string('id').notNullable();
    table.string('entry_id').notNullable();
    table.string('operation_id').nullable();
    table.string('verb').notNullable();
    table.string('subject_kind').notNullable();
    table.string('subject_id').notNullable();
    table.string('subject_name').notNullable();
    table.string('tenant').nullable();
    table.string('actor').notNullable();
    table.string('outcome').notNullable();
    table.text('summary').notNullable();
    table.text('data').notNullable();
    table.bigInteger('at').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.string('hash', 64).notNullable();
    table.unique(['source', 'id'], { indexName: 'facts_once' });
    table.index(['entry_id', 'sequence'], 'facts_of_entry');
  });
  await keepForEver(knex);

  await knex.schema.createTable('fact_head', table => {
    table.integer('id').primary();
    table.bigInteger('last').notNullable();
    table.string('hash', 64).notNullable();
  });
  await knex('fact_head').insert({ id: 1, last: 0, hash: '' });

  await knex.schema.createTable('entries', table => {
    table.string('id').primary();
    table.string('source').notNullable();
    table.string('operation_id').nullable();
    table.string('verb').notNullable();
    table.string('subject_kind').notNullable();
    table.string('subject_id').notNullable();
    table.string('subject_name').notNullable();
    table.string('tenant').nullable();
    table.string('person').notNullable();
    table.string('outcome').notNullable();
    table.text('reason').notNullable();
    table.bigInteger('requested_at').notNullable();
    table.bigInteger('finished_at').nullable();
    table.index(['requested_at', 'id'], 'entries_newest');
    table.index(['tenant', 'requested_at', 'id'], 'entries_of_tenant');
    table.index(['person', 'requested_at', 'id'], 'entries_of_person');
  });

  await knex.schema.createTable('feed_positions', table => {
    table.string('source').primary();
    table.bigInteger('position').notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('feed_positions');
  await knex.schema.dropTable('entries');
  await knex.schema.dropTable('fact_head');
  await knex.schema.dropTable('facts');
  if (isPostgres(knex)) {
    await knex.raw('DROP FUNCTION refuse_change_of_facts');
  }
};

/**
 * Makes the database itself refuse to change or remove a fact.
 *
 * @param {import('knex').Knex} knex
 */
async function keepForEver(knex) {
  if (isPostgres(knex)) {
    await knex.raw(
      `CREATE FUNCTION refuse_change_of_facts() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '${FOR_EVER}'; END $$`,
    );
    await knex.raw(
      `CREATE TRIGGER facts_are_for_ever BEFORE UPDATE OR DELETE ON facts
       FOR EACH ROW EXECUTE FUNCTION refuse_change_of_facts()`,
    );
    return;
  }
  for (const act of ['UPDATE', 'DELETE']) {
    await knex.raw(
      `CREATE TRIGGER facts_refuse_${act.toLowerCase()} BEFORE ${act} ON facts
       BEGIN SELECT RAISE(ABORT, '${FOR_EVER}'); END`,
    );
  }
}

/**
 * @param {import('knex').Knex} knex
 */
function isPostgres(knex) {
  return knex.client.config.client === 'pg';
}
