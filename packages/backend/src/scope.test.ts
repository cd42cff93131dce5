import {
  allContracts,
  routesOfContract,
  routesOfOfficial,
} from './__testUtils__/documents';
import {
  fillWholeBackend,
  people,
  strangers,
} from './__testUtils__/fillWholeBackend';
import { leaksOf, marksIn } from './__testUtils__/leaks';
import { permissionsPage, Role } from './__testUtils__/permissionsPage';
import { poolOf } from './__testUtils__/poolOf';
import { absent, casesOf, Pool } from './__testUtils__/routeCases';
import {
  Policy,
  startWholeBackend,
  WholeBackend,
} from './__testUtils__/startWholeBackend';

jest.setTimeout(240_000);

const contracts = allContracts();
const routes = [
  ...contracts.flatMap(routesOfContract),
  ...['catalog', 'search', 'scaffolder'].flatMap(routesOfOfficial),
].map(
  route =>
    [
      `${route.pluginId} ${route.method.toUpperCase()} ${route.path}`,
      route,
    ] as const,
);

const page = permissionsPage();

/** Each route that asks for a permission, with that permission. */
const guarded = contracts.flatMap(contract =>
  Object.values(contract.routes).flatMap(({ access, method, path }) => {
    const name = `${contract.pluginId} ${method.toUpperCase()} ${path.replace(
      /:([A-Za-z]+)/g,
      '{$1}',
    )}`;
    return access.kind === 'permission'
      ? routes
          .filter(([title]) => title === name)
          .map(
            ([title, route]) => [title, route, access.permission.name] as const,
          )
      : [];
  }),
);

/** Each person inside with each of these routes, and whether the page says that they may. */
const asked = Object.entries(people).flatMap(([role, person]) =>
  guarded.map(([title, route, permission]) => ({
    may: page.get(permission)?.includes(role as Role) ?? false,
    row: [person, title, route] as const,
  })),
);
const refusals = asked.filter(({ may }) => !may).map(({ row }) => row);
/** What may be done besides reading is done in the tests of its plugin. */
const readings = asked
  .filter(({ may, row: [, , route] }) => may && route.method === 'get')
  .map(({ row }) => row);

let backend: WholeBackend;
let pool: Pool;

async function open(policy: Policy) {
  backend = await startWholeBackend(policy);
  await fillWholeBackend(backend);
  pool = await poolOf(backend, contracts);
}

const policies: Policy[] = ['ours', 'allows-everything'];
describe.each(policies)('under a policy: %s', policy => {
  beforeAll(() => open(policy));
  afterAll(() => backend?.stop());

  it('there is something to find, and its own people find it', async () => {
    const { text } = await backend.call('dan', 'get', '/delivery/v1/overview');
    const nothing = { title: '', method: 'get', path: '', named: [] };
    expect(marksIn(text, nothing, pool)).toContain('zebra');
    const filled = ['service', 'application', 'release', 'operation', 'cursor']
      .concat(['instance', 'binding', 'team', 'member', 'uid', 'taskId'])
      .filter(name => pool.get(name)?.length);
    expect(filled).toHaveLength(11);
  });

  describe.each(strangers)('%s', person => {
    const tenants = ['zebras', ...(person === 'shen' ? ['logistics'] : [])];

    it.each(routes)('is told nothing of zebras by %s', async (_, route) => {
      await expect(
        leaksOf(route, person, { backend, pool, tenants }),
      ).resolves.toEqual([]);
    });
  });

  it.each(readings)('%s may, by the page, %s', async (person, _, route) => {
    const [one] = casesOf(route, pool, ['zebras']);
    const { status } = await backend.call(person, one.method, one.path);
    expect(status).not.toBe(403);
  });

  it.each(refusals)('%s may not, by the page, %s', async (person, _, route) => {
    const [one] = casesOf(route, pool, ['zebras']);
    const { status, text } = await backend.call(
      person,
      one.method,
      one.path,
      one.body,
    );
    expect([status, text]).toEqual([403, text]);
  });

  it.each(refusals.filter(([, title]) => title.includes('{tenant}')))(
    '%s hears of no tenant where there is none: %s',
    async (person, _, route) => {
      const none = absent(casesOf(route, pool, ['zebras'])[0]);
      const { status, text } = await backend.call(
        person,
        none.method,
        none.path,
        none.body,
      );
      expect([status, text]).toEqual([
        404,
        expect.stringContaining('There is no tenant \\"absent\\"'),
      ]);
    },
  );

  it('nobody gets the first answer of somebody else, or of another tenant, to the same key', async () => {
    const body = { slug: 'keyed', displayName: 'Keyed' };
    const make = (person: string, tenant: string) =>
      backend.call(
        person,
        'post',
        `/delivery/v1/tenants/${tenant}/applications`,
        body,
        'one-key',
      );
    await expect(make('lou', 'zebras')).resolves.toMatchObject({
      status: 201,
      body: { tenant: 'zebras' },
    });
    await expect(make('shen', 'zebras')).resolves.toMatchObject({
      status: 404,
    });
    const elsewhere = await make('lou', 'logistics');
    expect(elsewhere.status).toBe(409);
    expect(elsewhere.text).not.toContain('zebras');
    await expect(make('shen', 'logistics')).resolves.toMatchObject({
      status: 201,
      body: { tenant: 'logistics' },
    });
  });
});
