import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { eventually } from './api.mjs';
import { Databases } from './databases.mjs';
import {
  createService,
  finished,
  onboard,
  publishPlan,
  sixToFour,
} from './journey.mjs';

const TENANT = 'orders';
const SERVICE = 'till';
const NAMESPACE = `${TENANT}--prod`;
/** How long after the answer the backend is killed, in milliseconds. */
const MOMENTS = [0, 60, 250];

/**
 * Order, binding, change of password, removal and deletion, the backend killed with -9 in each of them and started again.
 * Afterwards database server, clusters and portal agree.
 */
export function killOrderTests(installation) {
  test('killed with -9 in each operation on a database, all of them end as asked', async t => {
    const here = installation();
    const server = here.engines.find(({ engine }) => engine === 'mysql');
    if (!server) {
      t.skip('there is no mariadbd on this machine');
      return;
    }
    const databases = new Databases(server);
    await publishPlan(here);
    await onboard(here, TENANT);
    await createService(here, TENANT, SERVICE);
    const dan = await here.as('dan');
    await release(here, dan);

    let interrupted = 0;
    /** Starts an operation, kills the backend a moment later, and waits until it has ended well after all. */
    const survive = async (start, moment, whenWaiting) => {
      const { id } = await start();
      await later(moment);
      await here.killBackend();
      await here.startBackend();
      const first = await eventually(
        `operation ${id} can be read`,
        () => dan.get(`/public-services/v1/operations/${id}`),
        Boolean,
      );
      interrupted += ['succeeded', 'failed'].includes(first.state) ? 0 : 1;
      if (whenWaiting) {
        const { state } = await eventually(
          `operation ${id} waits or has ended`,
          () => dan.get(`/public-services/v1/operations/${id}`),
          ({ state: its }) => its !== 'in-progress',
          120_000,
        );
        if (state === 'waiting') {
          await whenWaiting();
        }
      }
      const operation = await eventually(
        `operation ${id} has ended`,
        () => dan.get(`/public-services/v1/operations/${id}`),
        ({ state }) => ['succeeded', 'failed', 'aborted'].includes(state),
        120_000,
      );
      assert.equal(operation.state, 'succeeded', operation.reason);
      return operation;
    };

    for (const [round, moment] of MOMENTS.entries()) {
      const name = `db-${round}`;
      const instances = `/public-services/v1/tenants/${TENANT}/instances`;
      let instance;
      let binding;
      await t.test(`${moment} ms into an order`, async () => {
        await survive(
          () =>
            dan.post(instances, {
              name,
              displayName: name,
              environment: 'prod',
              offering: 'mysql',
              plan: 'small',
            }),
          moment,
        );
        instance = await dan.get(`${instances}/${name}`);
        assert.equal(instance.state, 'ready');
        const { database } = instance.endpoint;
        assert.deepEqual(await databases.named(database), [database]);
        assert.deepEqual(
          await databases.accountsOf(database),
          instance.accounts.map(({ username }) => username),
        );
        const credentials = await dan.post(`${instances}/${name}/credentials`);
        here.passwords.push(credentials.password);
        assert.ok(await Databases.works(credentials));
      });
      await t.test(`${moment} ms into a binding`, async () => {
        await survive(
          () => dan.post(`${instances}/${name}/bindings`, { service: SERVICE }),
          moment,
        );
        const { items } = await dan.get(
          `/public-services/v1/bindings?tenant=${TENANT}&instance=${name}`,
        );
        assert.equal(items.length, 1, 'one binding');
        [binding] = items;
        assert.deepEqual(await secretsIn(here, binding.name), {
          east: [`${binding.name}-v1`],
          west: [`${binding.name}-v1`],
        });
        const [secret] = await here.objects('east', 'secrets', NAMESPACE);
        assert.equal(secret.immutable, true);
        here.passwords.push(
          Buffer.from(secret.data.password, 'base64').toString(),
        );
        const accounts = await databases.accountsOf(instance.endpoint.database);
        assert.equal(accounts.length, 2, 'one account more');
        await release(here, dan);
        assert.deepEqual(await secretsOfPods(here), {
          east: [`${binding.name}-v1`],
          west: [`${binding.name}-v1`],
        });
      });
      await t.test(`${moment} ms into a change of password`, async () => {
        await survive(
          () =>
            dan.post(
              `/public-services/v1/tenants/${TENANT}/bindings/${binding.name}/password`,
              { graceSeconds: 3600, releaseService: true },
            ),
          moment,
          // Killed before it had started the release, it asks for one by hand: Dan's rights are in no database.
          () => release(here, dan),
        );
        // The old password is dead, and every pod runs with the new one.
        assert.deepEqual(await secretsOfPods(here), {
          east: [`${binding.name}-v2`],
          west: [`${binding.name}-v2`],
        });
        if (round === 0) {
          // The sweeper takes what no pod names any more within half a minute; once is enough to wait for it.
          await eventually(
            'the Secret of the old password is gone',
            () => secretsIn(here, binding.name),
            secrets =>
              isDeepStrictEqual(secrets, {
                east: [`${binding.name}-v2`],
                west: [`${binding.name}-v2`],
              }),
          );
        }
      });
      await t.test(`${moment} ms into the removal of a binding`, async () => {
        await survive(
          () =>
            dan.delete(
              `/public-services/v1/tenants/${TENANT}/bindings/${binding.name}?force=true`,
            ),
          moment,
        );
        assert.deepEqual(await secretsIn(here, binding.name), {
          east: [],
          west: [],
        });
        const accounts = await databases.accountsOf(instance.endpoint.database);
        assert.equal(accounts.length, 1, 'its account is gone');
      });
      await t.test(`${moment} ms into a deletion`, async () => {
        await survive(() => dan.delete(`${instances}/${name}`), moment);
        assert.deepEqual(await databases.named(instance.endpoint.database), []);
        const left = await databases.accounts();
        assert.ok(
          instance.accounts.every(({ username }) => !left.includes(username)),
          'its account is gone',
        );
        const { items } = await dan.get('/public-services/v1/instances');
        assert.ok(items.every(one => one.name !== name));
        await eventually(
          `${name} is gone from the catalog`,
          () =>
            dan.get(
              `/catalog/entities?filter=kind=resource,metadata.namespace=${TENANT},metadata.name=${name}`,
            ),
          entities => entities.length === 0,
        );
      });
    }
    await t.test('the kills found work unfinished', () => {
      assert.ok(interrupted >= MOMENTS.length, `${interrupted} of them did`);
    });
  });
}

async function release(here, dan) {
  const { id } = await dan.post(
    `/delivery/v1/tenants/${TENANT}/services/${SERVICE}/releases`,
    sixToFour(5),
  );
  const { operation } = await finished(here, TENANT, id);
  assert.equal(operation.state, 'succeeded', operation.reason);
}

/** Names of the Secrets of a binding, by cluster. */
async function secretsIn(here, binding) {
  return byCluster(async cluster =>
    (await here.objects(cluster, 'secrets', NAMESPACE))
      .map(({ metadata }) => metadata.name)
      .filter(name => name.startsWith(`${binding}-v`)),
  );
}

/** Names of the Secrets that the service's pods take variables from, by cluster. */
async function secretsOfPods(here) {
  return byCluster(async cluster => {
    const pods = await here.objects(cluster, 'pods', NAMESPACE);
    return [
      ...new Set(
        pods
          .filter(({ metadata }) => !metadata.deletionTimestamp)
          .flatMap(({ spec }) => spec.containers)
          .flatMap(({ env = [] }) => env)
          .flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? []),
      ),
    ];
  });
}

async function byCluster(ask) {
  return { east: await ask('east'), west: await ask('west') };
}
