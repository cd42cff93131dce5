// @ts-check

const FOR_EVER =
  'The operation log is for ever: append to it, or let its retention close a part';

/** The newest part that retention closed with its signature; only up to there may rows go. */
const CLOSED =
  'COALESCE((SELECT last FROM log_segments ORDER BY number DESC LIMIT 1), 0)';

/** What may be removed from each table, and what may never be changed. */
const GUARDS = [
  { table: 'facts', keeps: `OLD.sequence > ${CLOSED}`, fixed: true },
  { table: 'fact_batches', keeps: `OLD.last > ${CLOSED}`, fixed: true },
  {
    table: 'entries',
    keeps: 'EXISTS (SELECT 1 FROM facts WHERE entry_id = OLD.id)',
    fixed: false,
  },
  { table: 'log_head', keeps: '1 = 1', fixed: false },
  { table: 'log_segments', keeps: '1 = 1', fixed: true },
];

/**
 * Batches (the facts of one transaction, under a keyed MAC), segments (what retention closed), and the last check. The
 * head moves to a table of its own, so that a replica of the version before cannot append facts without a key.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('facts', table => {
    table.integer('times').nullable();
    table.bigInteger('last_at').nullable();
  });
  await knex.schema.alterTable('entries', table => {
    table.integer('times').notNullable().defaultTo(1);
  });
  await knex.schema.createTable('fact_batches', table => {
    table.bigInteger('number').primary();
    table.string('kind', 20).notNullable();
    table.bigInteger('first').notNullable();
    table.bigInteger('last').notNullable();
    table.string('hash', 64).notNullable();
    table.bigInteger('at').notNullable();
    table.string('previous', 64).notNullable();
    table.string('key_id', 40).notNullable();
    table.string('mac', 64).notNullable();
    table.index(['at'], 'fact_batches_by_time');
  });
  await knex.schema.createTable('log_segments', table => {
    table.integer('number').primary();
    table.bigInteger('last').notNullable();
    table.string('hash', 64).notNullable();
    table.bigInteger('batch').notNullable();
    table.string('mac', 64).notNullable();
    table.bigInteger('at').notNullable();
    table.text('carried').notNullable();
    table.bigInteger('closed_at').notNullable();
    table.string('key_id', 40).notNullable();
    table.string('signature', 64).notNullable();
  });
  await knex.schema.createTable('log_head', table => {
    table.integer('id').primary();
    table.bigInteger('last').notNullable();
    table.string('hash', 64).notNullable();
    table.bigInteger('batch').notNullable();
    table.string('mac', 64).notNullable();
  });
  const head = await knex('fact_head').where({ id: 1 }).first();
  await knex('log_head').insert({
    id: 1,
    last: head.last,
    hash: head.hash,
    batch: 0,
    mac: '',
  });
  await knex.schema.dropTable('fact_head');
  await knex.schema.createTable('log_checks', table => {
    table.integer('id').primary();
    table.text('verdict').nullable();
    table.string('key_id', 40).nullable();
    table.string('mac', 64).nullable();
    table.string('running_by', 40).nullable();
    table.text('running').nullable();
    table.bigInteger('running_until').nullable();
  });
  await knex('log_checks').insert({ id: 1 });
  await dropOldGuards(knex);
  await guard(knex);
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const { table, fixed } of GUARDS) {
    for (const act of acts(knex, fixed)) {
      await knex.raw(
        `DROP TRIGGER ${table}_keep_on_${act.toLowerCase()}${
          isPostgres(knex) ? ` ON ${table}` : ''
        }`,
      );
    }
    if (isPostgres(knex)) {
      await knex.raw(`DROP FUNCTION keep_${table}`);
    }
  }
  await knex.schema.createTable('fact_head', table => {
    table.integer('id').primary();
    table.bigInteger('last').notNullable();
    table.string('hash', 64).notNullable();
  });
  const head = await knex('log_head').where({ id: 1 }).first();
  await knex('fact_head').insert({ id: 1, last: head.last, hash: head.hash });
  for (const table of [
    'log_checks',
    'log_head',
    'log_segments',
    'fact_batches',
  ]) {
    await knex.schema.dropTable(table);
  }
  // Not by knex, which copies a whole table on SQLite to drop a column.
  await knex.raw('ALTER TABLE entries DROP COLUMN times');
  await knex.raw('ALTER TABLE facts DROP COLUMN last_at');
  await knex.raw('ALTER TABLE facts DROP COLUMN times');
  await restoreOldGuards(knex);
};

/**
 * Makes the database itself refuse to change or remove what the log is made of.
 *
 * @param {import('knex').Knex} knex
 */
async function guard(knex) {
  for (const { table, keeps, fixed } of GUARDS) {
    if (isPostgres(knex)) {
      await knex.raw(
        `CREATE FUNCTION keep_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF TG_OP = 'DELETE' THEN
             IF NOT (${keeps}) THEN RETURN OLD; END IF;
           END IF;
           RAISE EXCEPTION '${FOR_EVER}';
         END $$`,
      );
    }
    for (const act of acts(knex, fixed)) {
      await knex.raw(
        isPostgres(knex)
          ? `CREATE TRIGGER ${table}_keep_on_${act.toLowerCase()} BEFORE ${act} ON ${table}
             FOR EACH ${
               act === 'TRUNCATE' ? 'STATEMENT' : 'ROW'
             } EXECUTE FUNCTION keep_${table}()`
          : `CREATE TRIGGER ${table}_keep_on_${act.toLowerCase()} BEFORE ${act} ON ${table}
             ${act === 'DELETE' ? `WHEN ${keeps}` : ''}
             BEGIN SELECT RAISE(ABORT, '${FOR_EVER}'); END`,
      );
    }
  }
}

/**
 * @param {import('knex').Knex} knex
 * @param {boolean} fixed
 */
function acts(knex, fixed) {
  return [
    'DELETE',
    ...(fixed ? ['UPDATE'] : []),
    ...(isPostgres(knex) ? ['TRUNCATE'] : []),
  ];
}

/**
 * @param {import('knex').Knex} knex
 */
async function dropOldGuards(knex) {
  if (isPostgres(knex)) {
    await knex.raw('DROP TRIGGER IF EXISTS facts_are_for_ever ON facts');
    await knex.raw('DROP FUNCTION refuse_change_of_facts');
    return;
  }
  await knex.raw('DROP TRIGGER IF EXISTS facts_refuse_update');
  await knex.raw('DROP TRIGGER IF EXISTS facts_refuse_delete');
}

/**
 * @param {import('knex').Knex} knex
 */
async function restoreOldGuards(knex) {
  const words = 'Facts of the operation log are for ever: append a new one';
  if (isPostgres(knex)) {
    await knex.raw(
      `CREATE FUNCTION refuse_change_of_facts() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '${words}'; END $$`,
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
       BEGIN SELECT RAISE(ABORT, '${words}'); END`,
    );
  }
}

/**
 * @param {import('knex').Knex} knex
 */
function isPostgres(knex) {
  return knex.client.config.client === 'pg';
}
