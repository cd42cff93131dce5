// @ts-check

/**
 * Operations with their leases, the outbox with its head, and idempotency keys. Instants are milliseconds since 1970.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('operations', table => {
    table.string('id', 26).primary();
    table.string('kind').notNullable();
    table.string('subject_kind').notNullable();
    table.string('subject_id').notNullable();
    table.string('subject_name').notNullable();
    table.string('tenant').nullable();
    table.string('requester').notNullable();
    table.string('actor').notNullable();
    table.string('state').notNullable();
    table.text('steps').notNullable();
    table.text('reason').notNullable();
    table.text('next_action').nullable();
    table
      .bigInteger('next_action_at')
      .nullable()
      .comment('Null where nothing is due: paused or finished');
    table.integer('attempts').notNullable().defaultTo(0);
    table.text('last_error').nullable();
    table.integer('generation').notNullable().defaultTo(1);
    table.text('input').notNullable();
    table.text('memo').notNullable();
    table.string('wish').nullable().comment('What a person asked of it last');
    table
      .integer('wakes')
      .notNullable()
      .defaultTo(0)
      .comment('Counts hints, so that one during a handler is not lost');
    table.string('idempotency_key').nullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('finished_at').nullable();
    table.unique(['kind', 'requester', 'idempotency_key'], {
      indexName: 'operations_idempotency_key',
    });
    table.index(['next_action_at'], 'operations_due');
    table.index(['subject_id', 'id'], 'operations_subject');
    table.index(['tenant', 'id'], 'operations_tenant');
  });

  // One row a subject at most: that is the exclusion of two operations of one subject.
  await knex.schema.createTable('operation_leases', table => {
    table.string('subject_id').primary();
    table.string('operation_id', 26).notNullable();
    table.string('token', 26).notNullable().comment('One a claim');
    table.string('owner').notNullable().comment('The engine, for people');
    table.bigInteger('until').notNullable();
  });

  await knex.schema.createTable('outbox', table => {
    table.bigInteger('sequence').primary();
    table.string('id', 26).notNullable().unique();
    table.text('event').notNullable();
    table.bigInteger('at').notNullable();
  });
  await knex.schema.createTable('outbox_head', table => {
    table.integer('id').primary();
    table.bigInteger('last').notNullable();
  });
  await knex('outbox_head').insert({ id: 1, last: 0 });

  await knex.schema.createTable('idempotency_keys', table => {
    table.string('caller').notNullable();
    table.string('key').notNullable();
    table
      .string('fingerprint', 64)
      .notNullable()
      .comment('SHA-256: a body may hold a secret');
    table.text('answer').nullable();
    table.bigInteger('created_at').notNullable();
    table.primary(['caller', 'key']);
    table.index(['created_at'], 'idempotency_keys_age');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('idempotency_keys');
  await knex.schema.dropTable('outbox_head');
  await knex.schema.dropTable('outbox');
  await knex.schema.dropTable('operation_leases');
  await knex.schema.dropTable('operations');
};
