import assert from 'node:assert/strict';
import { test } from 'node:test';
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
import { begunAtMoments } from './moments.mjs';

const TENANT = 'orders';
const NAMESPACE = `${TENANT}--prod`;
const INSTANCES = `/public-services/v1/tenants/${TENANT}/instances`;
/** How long after the answers the backend is killed, in milliseconds: one kill meets all three, each in a database of its own. */
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
    const dan = await here.as('dan');
    /** @type {{ moment: number, name: string, service: string, instance?: object, binding?: object }[]} */
    const works = MOMENTS.map(moment => ({
      moment,
      name: `db-${moment}`,
      service: `till-${moment}`,
    }));
    for (const { service } of works) {
      await createService(here, TENANT, service);
      await release(here, dan, service);
    }

    let interrupted = 0;
    const endsWell = async (id, whenWaiting) => {
      const operation = (what, is) =>
        eventually(
          `operation ${id} ${what}`,
          () => dan.get(`/public-services/v1/operations/${id}`),
          is,
          120_000,
        );
      const first = await operation('can be read', Boolean);
      interrupted += ['succeeded', 'failed'].includes(first.state) ? 0 : 1;
      if (whenWaiting) {
        const { state } = await operation(
          'waits or has ended',
          its => its.state !== 'in-progress',
        );
        if (state === 'waiting') {
          await whenWaiting();
        }
      }
      const { state, reason } = await operation('has ended', its =>
        ['succeeded', 'failed', 'aborted'].includes(its.state),
      );
      assert.equal(state, 'succeeded', reason);
    };
    /** Starts an operation of each, kills the backend a moment later, and waits until they have ended well after all. */
    const survive = async (start, whenWaiting) => {
      const begun = await begunAtMoments(
        works,
        ({ moment }) => moment,
        async work => ({ work, id: (await start(work)).id }),
      );
      await here.killBackend();
      await here.startBackend();
      await Promise.all(
        begun.map(({ work, id }) =>
          endsWell(id, whenWaiting && (() => whenWaiting(work))),
        ),
      );
    };
    const all = `${MOMENTS.join(', ')} ms into`;

    await t.test(`${all} an order`, async () => {
      await survive(({ name }) =>
        dan.post(INSTANCES, {
          name,
          displayName: name,
          environment: 'prod',
          offering: 'mysql',
          plan: 'small',
        }),
      );
      for (const work of works) {
        const instance = await dan.get(`${INSTANCES}/${work.name}`);
        assert.equal(instance.state, 'ready');
        const { database } = instance.endpoint;
        assert.deepEqual(await databases.named(database), [database]);
        assert.deepEqual(
          await databases.accountsOf(database),
          instance.accounts.map(({ username }) => username),
        );
        const credentials = await dan.post(
          `${INSTANCES}/${work.name}/credentials`,
        );
        here.passwords.push(credentials.password);
        assert.ok(await Databases.works(credentials));
        work.instance = instance;
      }
    });
    await t.test(`${all} a binding`, async () => {
      await survive(({ name, service }) =>
        dan.post(`${INSTANCES}/${name}/bindings`, { service }),
      );
      for (const work of works) {
        const { items } = await dan.get(
          `/public-services/v1/bindings?tenant=${TENANT}&instance=${work.name}`,
        );
        assert.equal(items.length, 1, 'one binding');
        const [binding] = items;
        work.binding = binding;
        const first = `${binding.name}-v1`;
        assert.deepEqual(await secretsIn(here, binding.name), {
          east: [first],
          west: [first],
        });
        const secrets = await here.objects('east', 'secrets', NAMESPACE);
        const secret = secrets.find(({ metadata }) => metadata.name === first);
        assert.equal(secret.immutable, true);
        here.passwords.push(
          Buffer.from(secret.data.password, 'base64').toString(),
        );
        const accounts = await databases.accountsOf(
          work.instance.endpoint.database,
        );
        assert.equal(accounts.length, 2, 'one account more');
        await release(here, dan, work.service);
        assert.deepEqual(await secretsOfPods(here, work.service), {
          east: [first],
          west: [first],
        });
      }
    });
    await t.test(`${all} a change of password`, async () => {
      await survive(
        ({ binding }) =>
          dan.post(
            `/public-services/v1/tenants/${TENANT}/bindings/${binding.name}/password`,
            { graceSeconds: 3600, releaseService: true },
          ),
        // Killed before it had started the release, it asks for one by hand: Dan's rights are in no database.
        ({ service }) => release(here, dan, service),
      );
      for (const { binding, service } of works) {
        const second = {
          east: [`${binding.name}-v2`],
          west: [`${binding.name}-v2`],
        };
        // The old password is dead, and every pod runs with the new one.
        assert.deepEqual(await secretsOfPods(here, service), second);
        // The sweeper takes what no pod names any more within half a minute.
        await eventually(
          'the Secret of the old password is gone',
          () => secretsIn(here, binding.name),
          secrets => isDeepStrictEqual(secrets, second),
        );
      }
    });
    await t.test(`${all} the removal of a binding`, async () => {
      await survive(({ binding }) =>
        dan.delete(
          `/public-services/v1/tenants/${TENANT}/bindings/${binding.name}?force=true`,
        ),
      );
      for (const { binding, instance } of works) {
        assert.deepEqual(await secretsIn(here, binding.name), {
          east: [],
          west: [],
        });
        const accounts = await databases.accountsOf(instance.endpoint.database);
        assert.equal(accounts.length, 1, 'its account is gone');
      }
    });
    await t.test(`${all} a deletion`, async () => {
      await survive(({ name }) => dan.delete(`${INSTANCES}/${name}`));
      for (const { name, instance } of works) {
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
      }
    });
    await t.test('the kills found work unfinished', () => {
      // What is quick may be over before it can be read after the start: one is proof enough that the kills come in time.
      assert.ok(interrupted > 0, 'no kill interrupted anything');
    });
  });
}

async function release(here, dan, service) {
  const { id } = await dan.post(
    `/delivery/v1/tenants/${TENANT}/services/${service}/releases`,
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

/** Names of the Secrets that a service's pods take variables from, by cluster. */
async function secretsOfPods(here, service) {
  return byCluster(async cluster => {
    const pods = await here.objects(
      cluster,
      'pods',
      NAMESPACE,
      '-l',
      `flytower.dev/service=${service}`,
    );
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
