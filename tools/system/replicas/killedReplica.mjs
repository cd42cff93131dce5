import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { eventually } from '../api.mjs';
import { Databases } from '../databases.mjs';
import { createService, sixToFour, tenant } from '../journey.mjs';

const TENANT = 'shared';
const NAMESPACE = `${TENANT}--prod`;
/** How long after the answers the replica that gave them is killed, in milliseconds. */
const MOMENTS = [0, 120, 400];
const ENDED = ['succeeded', 'failed', 'aborted'];
/** A lease of 15 s has to pass before the other one goes on. */
const PATIENCE_MS = 120_000;

/**
 * Onboarding, release, order and binding go on side by side at one of two replicas, which is killed with -9 in the middle.
 * The other one ends them; nothing is doubled and nothing lost.
 */
export function killedReplicaTests(two) {
  test('killed with -9 at three moments, what one replica began the other ends once', async t => {
    const { installation: here } = two();
    const server = here.engines.find(({ engine }) => engine === 'mysql');
    if (!server) {
      t.skip('there is no mariadbd on this machine');
      return;
    }
    const databases = new Databases(server);
    const instances = `/public-services/v1/tenants/${TENANT}/instances`;
    const order = async (dan, name) =>
      dan.post(instances, {
        name,
        displayName: name,
        environment: 'prod',
        offering: 'mysql',
        plan: 'small',
      });
    await createService(here, TENANT, 'till');
    const first = await order(await here.as('dan'), 'db-bound-0');
    await end(here.replicas[0], 'public-services', first.id);

    const begun = [];
    let unfinished = 0;
    /** Waits until an operation of a plugin has ended, as one replica tells. */
    async function end(replica, plugin, id) {
      const olivia = await here.as('olivia', replica.address);
      const operation = await eventually(
        `operation ${id} of ${plugin} has ended`,
        () => operationOf(olivia, plugin, id),
        ({ state }) => ENDED.includes(state),
        PATIENCE_MS,
      );
      assert.equal(operation.state, 'succeeded', operation.reason);
    }

    for (const [round, moment] of MOMENTS.entries()) {
      await t.test(`${moment} ms after the answers`, async () => {
        const victim = here.replicas[round % 2];
        const witness = here.replicas[(round + 1) % 2];
        const slug = `shared-${round}`;
        const service = `service-${round}`;
        const bound = `db-bound-${round}`;
        const ordered = `db-bound-${round + 1}`;
        await createService(here, TENANT, service);
        const olivia = await here.as('olivia', victim.address);
        const dan = await here.as('dan', victim.address);
        const [onboarding, release, order_, binding] = await Promise.all([
          olivia.post('/tenancy/v1/tenants', tenant(slug)),
          dan.post(
            `/delivery/v1/tenants/${TENANT}/services/${service}/releases`,
            sixToFour(10),
          ),
          order(dan, ordered),
          dan.post(`${instances}/${bound}/bindings`, {
            service: 'till',
            prefix: `DB${round}`,
          }),
        ]);
        const operations = [
          ['tenancy', onboarding.id],
          ['delivery', release.id],
          ['public-services', order_.id],
          ['public-services', binding.id],
        ];
        begun.push(...operations);
        await later(moment);
        await victim.kill();
        const watching = await here.as('olivia', witness.address);
        for (const [plugin, id] of operations) {
          const { state } = await operationOf(watching, plugin, id);
          unfinished += ENDED.includes(state) ? 0 : 1;
        }
        const back = here.startReplica(victim);
        for (const [plugin, id] of operations) {
          await end(witness, plugin, id);
        }
        await back;

        for (const [cluster, count] of [
          ['east', 6],
          ['west', 4],
        ]) {
          await eventually(
            `${cluster} runs ${count} of ${service}, in one workload`,
            async () =>
              (await here.objects(cluster, 'deployments', NAMESPACE))
                .filter(
                  ({ metadata }) =>
                    metadata.labels['flytower.dev/service'] === service,
                )
                .map(({ metadata, spec, status }) => [
                  metadata.name,
                  spec.replicas,
                  status.readyReplicas,
                ]),
            found => isDeepStrictEqual(found, [[service, count, count]]),
          );
          const quotas = await here.objects(
            cluster,
            'resourcequotas',
            `${slug}--prod`,
          );
          assert.equal(quotas.length, 1, `${cluster} has one quota of ${slug}`);
        }
        const made = await watching.get(`${instances}/${ordered}`);
        const { database } = made.endpoint;
        assert.deepEqual(await databases.named(database), [database]);
        assert.deepEqual(
          await databases.accountsOf(database),
          made.accounts.map(({ username }) => username).sort(),
        );
        assert.equal(made.accounts.length, 1, 'one account');
        const { items: bindings } = await watching.get(
          `/public-services/v1/bindings?tenant=${TENANT}&instance=${bound}`,
        );
        assert.equal(bindings.length, 1, 'one binding');
        for (const cluster of ['east', 'west']) {
          const secrets = await here.objects(cluster, 'secrets', NAMESPACE);
          assert.deepEqual(
            secrets
              .map(({ metadata }) => metadata.name)
              .filter(name => name.startsWith(bindings[0].name)),
            [`${bindings[0].name}-v1`],
            `Secrets in ${cluster}`,
          );
        }
      });
    }
    await t.test(
      'the quota holds exactly what runs, and each act is in the operation log once',
      async () => {
        for (const replica of here.replicas) {
          const olivia = await here.as('olivia', replica.address);
          const { used, reserved } = await olivia.get(
            `/tenancy/v1/tenants/${TENANT}/quota`,
          );
          assert.equal(used.pods, MOMENTS.length * 10);
          assert.equal(reserved.pods, 0);
          await eventually(
            `replica ${replica.name} shows each act once`,
            () => olivia.get('/audit/v1/entries?limit=100'),
            ({ items }) =>
              begun.every(([, id]) =>
                isDeepStrictEqual(
                  items
                    .filter(({ operationId }) => operationId === id)
                    .map(({ outcome }) => outcome),
                  ['succeeded'],
                ),
              ),
          );
        }
      },
    );
    await t.test('the kills found work unfinished', () => {
      assert.ok(
        unfinished >= MOMENTS.length,
        `${unfinished} of ${begun.length} operations`,
      );
    });
  });
}

/** Delivery tells of an operation with its release, the others by itself. */
async function operationOf(api, plugin, id) {
  if (plugin !== 'delivery') {
    return api.get(`/${plugin}/v1/operations/${id}`);
  }
  const release = await api.get(
    `/delivery/v1/tenants/${TENANT}/releases/${id}`,
  );
  return release.operation;
}
