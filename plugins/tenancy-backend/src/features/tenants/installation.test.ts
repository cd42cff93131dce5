import { describeDatabases } from '@flytower/durable/testUtils';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openStore } from '@flytower/durable';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import createKnex from 'knex';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
} from '../../__testUtils__/openTenancy';
import { installationIdOf } from './installationIdOf';

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const LAST = '20261128230000_create_installation.js';

describeDatabases('The id of an installation', openTestStore => {
  it('is made with the database, and each has its own', async () => {
    const [one, other] = [
      await openTestStore(migrations),
      await openTestStore(migrations),
    ];
    // Databases of tests may be copies of one that was migrated once.
    for (const { knex } of [one, other]) {
      await knex.migrate.down({ directory: migrations, name: LAST });
      await knex.migrate.up({ directory: migrations, name: LAST });
    }
    expect(await installationIdOf(one.knex)).toMatch(ULID);
    expect(await installationIdOf(one.knex)).not.toBe(
      await installationIdOf(other.knex),
    );
  });

  it('is told to other backends with each tenant', async () => {
    const store = await openTestStore(migrations);
    const tenancy = openTenancy({
      store,
      fleet: mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] })
        .service,
    });
    await tenancy.onboarding.onboard(onboardingOf(), olivia('1'));
    expect(tenancy.hub.tenant('payments')?.installationId).toBe(
      await installationIdOf(store.knex),
    );
  });

  it('comes out the same again where a dump of before there was one is put back', async () => {
    const { knex } = await openTestStore(migrations);
    const ids: string[] = [];
    for (let time = 0; time < 2; time++) {
      await knex.migrate.down({ directory: migrations, name: LAST });
      await knex('tenants').delete();
      await knex('tenants').insert(
        ['01JDZ', '01JDA'].map(id => ({
          id,
          slug: id.toLowerCase(),
          display_name: id,
          state: 'active',
          cpu_millicores: 1,
          memory_bytes: 1,
          pods: 1,
          created_at: 1,
        })),
      );
      await knex.migrate.latest({ directory: migrations });
      ids.push(await installationIdOf(knex));
    }
    expect(ids).toEqual(['01JDA', '01JDA']);
  });
});

const databases = TestDatabases.create({
  ids: ['POSTGRES_18'],
  disableDocker: true,
});
// That a PostgreSQL is there at all is what describeDatabases asks for.
const describePostgres = databases.supports('POSTGRES_18')
  ? describe
  : describe.skip;

describePostgres('The id of an installation of many replicas', () => {
  it('is one, though ten start at once on an empty database', async () => {
    const first = await databases.init('POSTGRES_18');
    const replicas = Array.from({ length: 10 }, () =>
      createKnex({ ...first.client.config, pool: { min: 0, max: 2 } }),
    );
    try {
      await Promise.all(
        replicas.map(knex =>
          openStore({
            database: mockServices.database({ knex }),
            migrations,
            logger: mockServices.logger.mock(),
          }),
        ),
      );
      const ids = await Promise.all(replicas.map(installationIdOf));
      expect(new Set(ids).size).toBe(1);
      expect(await first('installation')).toHaveLength(1);
    } finally {
      await Promise.all(replicas.map(knex => knex.destroy()));
    }
  }, 60_000);
});
