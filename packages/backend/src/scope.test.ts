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
    const tenants = ['payments', ...(person === 'shen' ? ['logistics'] : [])];

    it.each(routes)('is told nothing of payments by %s', async (_, route) => {
      await expect(
        leaksOf(route, person, { backend, pool, tenants }),
      ).resolves.toEqual([]);
    });
  });

  describe.each(Object.entries(people))('the %s, %s,', (role, person) => {
    it.each(guarded)('may what the page says: %s', async (_, route, name) => {
      const may = page.get(name)?.includes(role as Role);
      if (may && route.method !== 'get') {
        // What may be done is done in the tests of its plugin.
        return;
      }
      const [one] = casesOf(route, pool, ['payments']);
      const ask = ({ method, path, body }: typeof one) =>
        backend.call(person, method, path, body);
      const { status, text } = await ask(one);
      expect([status === 403, text]).toEqual([!may, text]);
      if (!may && route.path.includes('{tenant}')) {
        const none = await ask(absent(one));
        expect(none.status).toBe(404);
        expect(none.text).toContain('There is no tenant \\"absent\\"');
      }
    });
  });

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
    await expect(make('lou', 'payments')).resolves.toMatchObject({
      status: 201,
      body: { tenant: 'payments' },
    });
    await expect(make('shen', 'payments')).resolves.toMatchObject({
      status: 404,
    });
    const elsewhere = await make('lou', 'logistics');
    expect(elsewhere.status).toBe(409);
    expect(elsewhere.text).not.toContain('payments');
    await expect(make('shen', 'logistics')).resolves.toMatchObject({
      status: 201,
      body: { tenant: 'logistics' },
    });
  });
});
