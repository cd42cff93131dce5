/**
 * What a change costs the catalog: one service of an application with ten is renamed, and the catalog follows delivery's
 * feed to it, in a portal of 100 services and in one of 10,000. Prints the times and their ratio; above 2 it fails.
 *
 *   node --require @backstage/cli-node/config/nodeTransform.cjs bench/catalogFollow.ts [changes]
 */
import { resolve } from 'node:path';
import { EntityProviderConnection } from '@backstage/plugin-catalog-node';
import knexFactory from 'knex';
import {
  appendEvent,
  openStore,
  readChanges,
  Store,
  systemClock,
} from '../packages/durable/src';
import { deliveryEntities } from '../plugins/catalog-backend-module-flytower/src/entities/deliveryEntities';
import { SourceProvider } from '../plugins/catalog-backend-module-flytower/src/SourceProvider';
import { deliverySubjects } from '../plugins/catalog-backend-module-flytower/src/sources/subjects';
import { snapshotOf } from '../plugins/delivery-backend/src/features/applications/snapshot';
import { createStores } from '../plugins/delivery-backend/src/stores/DeliveryStores';
import { deliveryContract } from '../plugins/delivery-common/src';

const SMALL = 100;
const LARGE = 10_000;
const IN_APPLICATION = 10;
const CHANGES = Number(process.argv[2] ?? 300);
const LIMIT = 2;

const portal = {
  baseUrl: 'https://portal.example.com',
  operations: 'group:default/operations',
};
const quiet = () => {};
const logger = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  child: () => logger,
};

async function openDelivery(services: number): Promise<Store> {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  const store = await openStore({
    database: { getClient: async () => knex },
    migrations: resolve('plugins/delivery-backend/migrations'),
    logger,
  });
  const draft = JSON.stringify({
    image: 'payments/checkout:1.4.2',
    command: [],
    args: [],
    variables: [{ name: 'LOG_LEVEL', value: 'info' }],
    ports: [],
    resources: { cpuMillicores: 100, memoryBytes: 2 ** 27 },
    probes: {},
  });
  await knex.raw(
    `insert into applications
       (id, tenant, slug, display_name, description, created_by, created_at, updated_at)
     with recursive n(i) as (select 0 union all select i + 1 from n where i < ${
       services / IN_APPLICATION - 1
     })
     select 'a' || i, 'tenant-' || (i % 50), 'app-' || i, 'App ' || i, 'Where people buy', 'user:default/dan', 0, 0 from n`,
  );
  await knex.raw(
    `insert into services
       (id, tenant, application_id, slug, display_name, draft, draft_hash, kind, created_by, created_at, updated_at)
     with recursive n(i) as (select 0 union all select i + 1 from n where i < ${
       services - 1
     })
     select 's' || i, 'tenant-' || (i / ${IN_APPLICATION} % 50), 'a' || (i / ${IN_APPLICATION}), 'service-' || i,
       'Service ' || i, ?, '', 'web', 'user:default/dan', 0, 0 from n`,
    [draft],
  );
  return store;
}

async function rename(store: Store, service: number, change: number) {
  const id = `s${service}`;
  await store.transaction(async trx => {
    await trx('services')
      .where({ id })
      .update({ display_name: `Renamed ${change}` });
    await appendEvent(trx, systemClock, {
      type: 'service.updated.v1',
      subject: { kind: 'service', id, name: `service-${service}` },
      tenant: 'tenant-0',
      actor: 'user:default/dan',
      summary: 'The service was updated',
      data: {},
    });
  });
}

/** Milliseconds of the whole snapshot, and of one change: the median of many. */
async function measure(services: number) {
  const store = await openDelivery(services);
  const stores = createStores(store);
  let given = 0;
  const connection: EntityProviderConnection = {
    applyMutation: async mutation => {
      given +=
        mutation.type === 'full'
          ? mutation.entities.length
          : mutation.added.length;
    },
    refresh: async () => {},
  };
  const provider = SourceProvider.create({
    source: {
      name: 'delivery',
      subjectsOf: deliverySubjects,
      changes: after => readChanges(store, after, 500),
      snapshot: async subjects => {
        // As over the wire.
        const text = JSON.stringify(
          await snapshotOf(store, stores, subjects && [...subjects]),
        );
        const snapshot = deliveryContract.routes.snapshot.result.parse(
          JSON.parse(text),
        );
        return {
          cursor: snapshot.cursor,
          entities: deliveryEntities(snapshot, portal),
        };
      },
    },
    clock: systemClock,
    logger,
  });
  provider.attach(connection);
  const begin = performance.now();
  await provider.look();
  const whole = performance.now() - begin;
  const expected = services + services / IN_APPLICATION;
  const times: number[] = [];
  for (let change = 0; change < CHANGES; change++) {
    await rename(store, (change * 7_919) % services, change);
    const before = performance.now();
    await provider.look();
    times.push(performance.now() - before);
  }
  if (given !== expected + CHANGES) {
    throw new Error(
      `${given} entities were given to the catalog, not ${expected + CHANGES}`,
    );
  }
  await store.knex.destroy();
  return { whole, change: times.sort((a, b) => a - b)[times.length >> 1] };
}

async function main() {
  // Once to warm up.
  await measure(SMALL);
  const small = await measure(SMALL);
  const large = await measure(LARGE);
  const ratio = large.change / small.change;
  process.stdout.write(
    `following one change: ${small.change.toFixed(
      2,
    )} ms at ${SMALL} services, ${large.change.toFixed(
      2,
    )} ms at ${LARGE}, ratio ${ratio.toFixed(2)} (at most ${LIMIT})\n` +
      `a whole snapshot: ${small.whole.toFixed(
        0,
      )} ms at ${SMALL} services, ${large.whole.toFixed(0)} ms at ${LARGE}\n`,
  );
  if (ratio > LIMIT) {
    process.exitCode = 1;
  }
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
