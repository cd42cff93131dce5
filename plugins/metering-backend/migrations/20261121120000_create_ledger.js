// @ts-check

const FOR_EVER =
  'Rows of the ledger are for ever: take one back by another that reverses it';

/**
 * The ledger (insert-only), gaps of sight (insert-only), and what is needed to write them: metered resources as they
 * are now, how far each source was seen, and which team owned an application when. Instants are whole seconds since
 * 1970, intervals half-open; an empty text stands for "none".
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('ledger', table => {
    table.string('id', 300).primary();
    table.string('resource_id').notNullable();
    table.string('type').notNullable();
    table.string('state').notNullable();
    table.string('basis').notNullable();
    table.bigInteger('started_at').notNullable();
    table.bigInteger('ended_at').notNullable();
    table.smallint('certain').notNullable();
    table.smallint('weight').notNullable().comment('1, or -1 for a reversal');
    table.string('reverses', 300).nullable().unique();
    quantities(table);
    belonging(table);
    table.bigInteger('opened_at').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.index(['resource_id'], 'ledger_of_resource');
    table.index(['opened_at', 'resource_id'], 'ledger_newest');
    table.index(['ended_at', 'started_at'], 'ledger_by_time');
  });
  await keepForEver(knex, 'ledger');

  await knex.schema.createTable('gaps', table => {
    table.string('source').notNullable();
    table.bigInteger('started_at').notNullable();
    table.bigInteger('ended_at').notNullable();
    table.primary(['source', 'started_at']);
  });
  await keepForEver(knex, 'gaps');

  await knex.schema.createTable('sources', table => {
    table
      .string('id')
      .primary()
      .comment('cluster:<name>, volumes:<cluster> or feed:<plugin>');
    table
      .bigInteger('version')
      .notNullable()
      .defaultTo(0)
      .comment('Raised by every write; whoever knows an older one reads again');
    table.bigInteger('seen_until').nullable();
    table.bigInteger('position').notNullable().defaultTo(0);
    table.bigInteger('ended_at').nullable();
    table.string('holder').nullable();
    table.bigInteger('held_until').notNullable().defaultTo(0);
  });

  await knex.schema.createTable('resources', table => {
    table.string('id').primary();
    table.string('source').notNullable();
    table.string('key').notNullable();
    table.string('type').notNullable();
    table.string('name').notNullable();
    belonging(table);
    table.bigInteger('opened_at').notNullable();
    table.bigInteger('existed_since').notNullable();
    table.string('phase').notNullable();
    table.bigInteger('phase_since').notNullable();
    table.bigInteger('pieces').notNullable();
    table.bigInteger('cpu_millicores').notNullable();
    table.bigInteger('memory_bytes').notNullable();
    table.bigInteger('storage_bytes').notNullable();
    table.bigInteger('closed_from').nullable();
    table.bigInteger('closed_at').nullable();
    table.index(['closed_at', 'source'], 'resources_open');
  });

  await knex.schema.createTable('ownership', table => {
    table.string('tenant').notNullable();
    table.string('application').notNullable();
    table.bigInteger('owned_from').notNullable();
    table.bigInteger('owned_to').notNullable();
    table.string('team').notNullable();
    table.primary(['tenant', 'application', 'owned_from']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of ['ownership', 'resources', 'sources', 'gaps', 'ledger']) {
    await knex.schema.dropTable(table);
  }
  if (isPostgres(knex)) {
    await knex.raw('DROP FUNCTION refuse_change_of_ledger');
  }
};

/** @param {import('knex').Knex.CreateTableBuilder} table */
function quantities(table) {
  for (const bound of ['least', 'most']) {
    for (const unit of [
      'pieces',
      'cpu_millicores',
      'memory_bytes',
      'storage_bytes',
    ]) {
      table.bigInteger(`${bound}_${unit}`).notNullable();
    }
  }
}

/** @param {import('knex').Knex.CreateTableBuilder} table */
function belonging(table) {
  for (const column of [
    'tenant',
    'application',
    'environment',
    'cluster',
    'requester',
  ]) {
    table.string(column).notNullable();
  }
}

/**
 * Makes the database itself refuse to change or remove a row.
 *
 * @param {import('knex').Knex} knex
 * @param {string} name
 */
async function keepForEver(knex, name) {
  if (isPostgres(knex)) {
    await knex.raw(
      `CREATE OR REPLACE FUNCTION refuse_change_of_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '${FOR_EVER}'; END $$`,
    );
    await knex.raw(
      `CREATE TRIGGER ${name}_is_for_ever BEFORE UPDATE OR DELETE ON ${name}
       FOR EACH ROW EXECUTE FUNCTION refuse_change_of_ledger()`,
    );
    return;
  }
  for (const act of ['UPDATE', 'DELETE']) {
    await knex.raw(
      `CREATE TRIGGER ${name}_refuses_${act.toLowerCase()} BEFORE ${act} ON ${name}
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
