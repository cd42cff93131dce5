import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { eventually } from '../api.mjs';
import { Databases } from '../databases.mjs';
import { createService, finished, sixToFour } from '../journey.mjs';
import { ABOUT_A_SECOND_MS, standing } from './rights.mjs';

const TENANT = 'shared';
const SERVICE = 'ledger';
const MEMBERS = `/tenancy/v1/tenants/${TENANT}/members`;
const PEOPLE = ['tara', 'dan', 'lee', 'shen'];
/** The databases come back one after the other; a look at one that is not there yet is repeated after a while. */
const RECOVERY_MS = 30_000;

/**
 * The databases of before are put back while both replicas run. What the portal says is what the databases hold, at once;
 * what was under way in the dump ends, once; and the operation log says what happened.
 */
export function putBackTests(two) {
  test('a dump of before is put back under two running replicas', async t => {
    const { installation: here, databases } = two();
    const server = here.engines.find(({ engine }) => engine === 'mysql');
    const mariadb = server && new Databases(server);
    const dan = await here.as('dan');
    const tara = await here.as('tara');
    const order = name =>
      dan.post(`/public-services/v1/tenants/${TENANT}/instances`, {
        name,
        displayName: name,
        environment: 'prod',
        offering: 'mysql',
        plan: 'small',
      });
    const ordered = ({ id }) =>
      eventually(
        `order ${id} ends`,
        () => dan.get(`/public-services/v1/operations/${id}`),
        ({ state }) => state === 'succeeded',
        RECOVERY_MS,
      );
    let before;
    let overtaking;

    await t.test(
      'work is under way when the dump is taken, and ends',
      async () => {
        await createService(here, TENANT, SERVICE);
        const [release, instance] = await Promise.all([
          dan.post(
            `/delivery/v1/tenants/${TENANT}/services/${SERVICE}/releases`,
            sixToFour(10),
          ),
          mariadb && order('db-then'),
        ]);
        before = await databases.dump('before');
        const { operation } = await finished(here, TENANT, release.id, 60_000);
        assert.equal(operation.state, 'succeeded', operation.reason);
        if (instance) {
          await ordered(instance);
        }
      },
    );
    await t.test('acts that the dump lacks', async () => {
      const { id } = await tara.post(MEMBERS, {
        person: 'user:default/shen',
        role: 'developer',
      });
      for (let change = 0; change < 16; change += 1) {
        await tara.patch(`${MEMBERS}/${id}`, {
          role: change % 2 ? 'viewer' : 'lead',
        });
      }
      if (mariadb) {
        await ordered(await order('db-lost'));
      }
      overtaking = await databases.dump('overtaking');
    });
    await t.test('the dump is put back: no right outlives it', async () => {
      // Without the operation log, which is backed up by itself: it knows more than the others now.
      await databases.putBack(without(before, 'audit'));
      await rightsAreThoseOfTheDatabase(here, databases);
      for (const replica of here.replicas) {
        assert.equal(await standing(here, 'shen', replica), 404, replica.name);
      }
    });
    await t.test(
      'what was under way in it ends, and nothing is twice',
      async () => {
        const { items } = await eventually(
          'the release of the dump has ended',
          () =>
            dan.get(
              `/delivery/v1/tenants/${TENANT}/releases?service=${SERVICE}`,
            ),
          answer =>
            answer.items.length === 1 &&
            answer.items[0].operation.state === 'succeeded',
          RECOVERY_MS,
        );
        assert.equal(items.length, 1);
        for (const [cluster, count] of [
          ['east', 6],
          ['west', 4],
        ]) {
          const workloads = await here.objects(
            cluster,
            'deployments',
            `${TENANT}--prod`,
          );
          assert.deepEqual(
            workloads
              .filter(
                ({ metadata }) =>
                  metadata.labels['flytower.dev/service'] === SERVICE,
              )
              .map(({ spec }) => spec.replicas),
            [count],
            `${SERVICE} in ${cluster}`,
          );
        }
        if (!mariadb) {
          return;
        }
        const instance = await eventually(
          'the order of the dump has ended',
          () =>
            dan.get(`/public-services/v1/tenants/${TENANT}/instances/db-then`),
          ({ state }) => state === 'ready',
          RECOVERY_MS,
        );
        const { database } = instance.endpoint;
        assert.deepEqual(await mariadb.named(database), [database]);
        assert.equal((await mariadb.accountsOf(database)).length, 1);
        const credentials = await dan.post(
          `/public-services/v1/tenants/${TENANT}/instances/db-then/credentials`,
        );
        here.passwords.push(credentials.password);
        assert.ok(await Databases.works(credentials), 'its password works');
        // What the dump lacks is unknown to the portal, and touched by nobody.
        const { items: known } = await dan.get('/public-services/v1/instances');
        assert.ok(known.every(({ name }) => name !== 'db-lost'));
        assert.equal((await mariadb.named(`${TENANT}_prod_db_lost`)).length, 1);
      },
    );
    await t.test('what is done now is told to everybody', async () => {
      await actsAreInTheLog(here);
      await logSaysThatItWasPutBack(here, 1);
    });
    await t.test(
      'one whose sequence has overtaken its readers is put back too',
      async () => {
        await tara.post(MEMBERS, {
          person: 'user:default/olivia',
          role: 'viewer',
        });
        const reached = await headOf(databases);
        await databases.putBack({ ...overtaking, plugins: ['tenancy'] });
        assert.ok(
          (await headOf(databases)) > reached,
          'its feed is longer than what the readers have read',
        );
        await rightsAreThoseOfTheDatabase(here, databases);
        await actsAreInTheLog(here);
        await logSaysThatItWasPutBack(here, 2);
      },
    );
    await t.test('so is the operation log with all others', async () => {
      await databases.putBack(before);
      await rightsAreThoseOfTheDatabase(here, databases);
      await actsAreInTheLog(here);
    });
  });
}

function without({ name, plugins }, plugin) {
  return { name, plugins: plugins.filter(one => one !== plugin) };
}

async function headOf(databases) {
  const [{ last }] = await databases.ask(
    'tenancy',
    'select max(sequence)::int as last from outbox',
  );
  return last;
}

/** What each person is at each replica is what stands in the database, within about a second. */
async function rightsAreThoseOfTheDatabase(here, databases) {
  const rows = await databases.ask(
    'tenancy',
    `select m.person, t.slug, m.role from members m join tenants t on t.id = m.tenant_id`,
  );
  for (const person of PEOPLE) {
    const expected = rows
      .filter(row => row.person === `user:default/${person}`)
      .map(({ slug, role }) => `${slug}: ${role}`)
      .sort();
    for (const replica of here.replicas) {
      const api = await here.as(person, replica.address);
      await eventually(
        `${person} is at ${replica.name} what the database holds: ${expected}`,
        () => api.get('/tenancy/v1/my-memberships'),
        ({ memberships }) =>
          isDeepStrictEqual(
            memberships.map(({ tenant, role }) => `${tenant}: ${role}`).sort(),
            expected,
          ),
        ABOUT_A_SECOND_MS,
      );
    }
  }
}

/** New acts stand in the operation log, each once. */
async function actsAreInTheLog(here) {
  const tara = await here.as('tara');
  const added = [];
  for (let act = 0; act < 3; act += 1) {
    const { id } = await tara.post(MEMBERS, {
      person: 'user:default/olivia',
      role: 'viewer',
    });
    await tara.delete(`${MEMBERS}/${id}`);
    added.push(id);
  }
  const olivia = await here.as('olivia');
  await eventually(
    'each of six acts is in the operation log once',
    () => olivia.get('/audit/v1/entries?limit=100&verb=tenant'),
    ({ items }) =>
      added.every(id =>
        isDeepStrictEqual(
          items
            .filter(({ subject }) => subject.id === id)
            .map(({ verb }) => verb),
          ['tenant.member-removed', 'tenant.member-added'],
        ),
      ),
    RECOVERY_MS,
  );
}

/** The log says so of tenancy's database, once each time. */
async function logSaysThatItWasPutBack(here, times) {
  for (const replica of here.replicas) {
    const olivia = await here.as('olivia', replica.address);
    await eventually(
      `the operation log of ${replica.name} says ${times} times that tenancy was put back`,
      () => olivia.get('/audit/v1/entries?limit=100&verb=feed.put-back'),
      ({ items }) =>
        items.filter(({ subject }) => subject.name === 'tenancy').length ===
        times,
      RECOVERY_MS,
    );
  }
}
