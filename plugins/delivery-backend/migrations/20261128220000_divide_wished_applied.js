// @ts-check

/**
 * Three records in place of one: what is *wished* of a service in an environment (wishes), what was last *applied* to each
 * cluster and stage (applied_workloads, which names manifests as they were sent), and what is *observed*, which is the
 * inventory's and stands in no table. Placements and deployments mixed the first two, and go.
 *
 * What was sent before this migration was not kept, so its manifests are empty: such a workload is kept from its next
 * release on. Instants are milliseconds since 1970.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('services', table => {
    table
      .integer('manifest_generation')
      .notNullable()
      .defaultTo(0)
      .comment(
        'The highest flytower.dev/generation handed out; it only rises, whatever is taken out',
      );
  });

  await knex.schema.createTable('wishes', table => {
    table
      .string('service_id', 26)
      .notNullable()
      .references('id')
      .inTable('services')
      .onDelete('CASCADE');
    table.string('environment').notNullable();
    table.string('revision_id', 26).notNullable();
    table.text('placement').notNullable();
    table.text('counts').notNullable().comment('Instances by cluster');
    table.string('release_id', 26).notNullable();
    table
      .text('settled')
      .nullable()
      .comment(
        'What a release last came to its end with: an abort goes back to it',
      );
    table
      .text('repair_paused')
      .nullable()
      .comment('Who paused the repair, when and why; null while it is kept');
    table.primary(['service_id', 'environment']);
  });

  await knex.schema.createTable('manifests', table => {
    table
      .string('service_id', 26)
      .notNullable()
      .references('id')
      .inTable('services')
      .onDelete('CASCADE');
    table.integer('generation').notNullable();
    table.string('environment').notNullable();
    table.string('cluster').notNullable();
    table.string('stage').notNullable();
    table.string('release_id', 26).notNullable();
    table.string('revision_id', 26).notNullable();
    table.string('revision_hash').notNullable();
    table.integer('instances').notNullable();
    table.boolean('paused').notNullable();
    table.text('bindings').notNullable();
    table.bigInteger('cpu_millicores').notNullable().comment('Of an instance');
    table.bigInteger('memory_bytes').notNullable().comment('Of an instance');
    table.string('template_hash').notNullable().comment('Of the pod template');
    table.string('hash').notNullable().comment('Of the objects');
    table
      .text('service_shape')
      .nullable()
      .comment(
        'Of the Kubernetes Service beside the workload: selector and ports',
      );
    table.text('objects').notNullable().comment('As they were sent');
    table.bigInteger('created_at').notNullable();
    table.primary(['service_id', 'generation']);
  });

  await knex.schema.createTable('applied_workloads', table => {
    table
      .string('service_id', 26)
      .notNullable()
      .references('id')
      .inTable('services')
      .onDelete('CASCADE');
    table.string('environment').notNullable();
    table.string('cluster').notNullable();
    table.string('stage').notNullable();
    table
      .boolean('active')
      .notNullable()
      .comment('Whether the stage is the one that stands, not the one beside');
    table
      .integer('applied')
      .nullable()
      .comment('The manifest that the cluster accepted last');
    table.bigInteger('applied_at').nullable();
    table.string('object_uid').nullable().comment('Of the workload');
    table
      .bigInteger('object_generation')
      .nullable()
      .comment('The metadata.generation that the cluster answered with');
    table
      .integer('settled')
      .nullable()
      .comment(
        'The manifest that stood when the last release ended: an abort goes back to it',
      );
    table
      .integer('pending')
      .nullable()
      .comment('The manifest that is being sent: it may be there or not');
    table
      .boolean('removing')
      .notNullable()
      .defaultTo(false)
      .comment('It is being taken out');
    table
      .integer('repairs')
      .notNullable()
      .defaultTo(0)
      .comment('One after the other, without an hour of quiet between');
    table.bigInteger('repaired_at').nullable();
    table.primary(['service_id', 'environment', 'cluster', 'stage']);
  });

  // A release is a list of waves; those that were there have one.
  await knex.schema.alterTable('releases', table => {
    table.text('waves').notNullable().defaultTo('[]');
  });
  await knex('releases').update({
    waves: knex.raw(`'[{"targets":' || targets || '}]'`),
  });
  await knex.schema.alterTable('releases', table => {
    table.dropColumn('targets');
    table.dropColumn('previous_placement');
  });

  await copyWishes(knex);
  await copyDeployments(knex);
  await knex.schema.dropTable('placements');
  await knex.schema.dropTable('deployments');
};

/** @param {import('knex').Knex} knex */
async function copyWishes(knex) {
  for (const row of await knex('placements')) {
    const deployments = await knex('deployments').where({
      service_id: row.service_id,
      environment: row.environment,
    });
    const counts = deployments.map(({ cluster, wanted }) => ({
      cluster,
      instances: wanted,
    }));
    const settled = {
      revisionId: row.revision_id,
      placement: JSON.parse(row.placement),
      counts,
    };
    await knex('wishes').insert({
      ...row,
      counts: JSON.stringify(counts),
      settled: deployments.every(one => Boolean(one.settled))
        ? JSON.stringify(settled)
        : null,
    });
  }
}

/** @param {import('knex').Knex} knex */
async function copyDeployments(knex) {
  /** @type {Map<string, number>} */
  const generations = new Map();
  for (const row of await knex('deployments')) {
    const key = {
      service_id: row.service_id,
      environment: row.environment,
      cluster: row.cluster,
      stage: 'stable',
    };
    const revision =
      row.revision_id === null
        ? undefined
        : await knex('revisions').where({ id: row.revision_id }).first();
    const wish = await knex('wishes')
      .where({ service_id: row.service_id, environment: row.environment })
      .first();
    const generation = (generations.get(row.service_id) ?? 0) + 1;
    if (revision) {
      generations.set(row.service_id, generation);
      const { resources } = JSON.parse(revision.spec);
      await knex('manifests').insert({
        ...key,
        generation,
        release_id: wish ? wish.release_id : '',
        revision_id: revision.id,
        revision_hash: revision.hash,
        instances: row.instances,
        paused: false,
        bindings: row.bindings ?? '[]',
        cpu_millicores: resources.cpuMillicores,
        memory_bytes: resources.memoryBytes,
        template_hash: '',
        hash: '',
        objects: '[]',
        created_at: Date.now(),
      });
    }
    await knex('applied_workloads').insert({
      ...key,
      active: true,
      applied: revision ? generation : null,
      settled: revision && row.settled ? generation : null,
    });
  }
  for (const [id, generation] of generations) {
    await knex('services')
      .where({ id })
      .update({ manifest_generation: generation });
  }
}

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.createTable('placements', table => {
    table.string('service_id', 26).notNullable();
    table.string('environment').notNullable();
    table.string('revision_id', 26).notNullable();
    table.text('placement').notNullable();
    table.string('release_id', 26).notNullable();
    table.primary(['service_id', 'environment']);
  });
  await knex.schema.createTable('deployments', table => {
    table.string('service_id', 26).notNullable();
    table.string('environment').notNullable();
    table.string('cluster').notNullable();
    table.integer('wanted').notNullable();
    table.integer('instances').notNullable();
    table.string('revision_id', 26).nullable();
    table.text('bindings').nullable();
    table.boolean('settled').notNullable().defaultTo(true);
    table.primary(['service_id', 'environment', 'cluster']);
  });
  await knex.schema.alterTable('releases', table => {
    table.text('targets').notNullable().defaultTo('[]');
    table.text('previous_placement').nullable();
    table.dropColumn('waves');
  });
  await knex.schema.dropTable('applied_workloads');
  await knex.schema.dropTable('manifests');
  await knex.schema.dropTable('wishes');
  await knex.schema.alterTable('services', table => {
    table.dropColumn('manifest_generation');
  });
};
