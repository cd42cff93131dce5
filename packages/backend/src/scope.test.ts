import { allContracts, routesOfContract, routesOfOfficial } from './__testUtils__/documents';
import { fillWholeBackend, strangers } from './__testUtils__/fillWholeBackend';
import { poolOf } from './__testUtils__/poolOf';
import { absent, casesOf, Pool, RouteCase, withoutNamed } from './__testUtils__/routeCases';
import { Policy, startWholeBackend, WholeBackend } from './__testUtils__/startWholeBackend';

jest.setTimeout(240_000);

const contracts = allContracts();
const routes = [
  ...contracts.flatMap(routesOfContract),
  ...['catalog', 'search', 'scaffolder'].flatMap(routesOfOfficial),
];

/** What stands in payments and nowhere else. Whoever sends one of them is answered with it, and told nothing. */
const marks = (pool: Pool) => [
  'zebra',
  'payments',
  ...['user:default/tara', 'user:default/dan', 'user:default/lee', 'user:default/vera'],
  ...(pool.get('id') ?? []),
];

function leaksIn(text: string, sent: RouteCase, pool: Pool): string[] {
  const rest = withoutNamed(text, sent.named).toLocaleLowerCase('en-US');
  return marks(pool).filter(mark =>
    rest.includes(mark.toLocaleLowerCase('en-US')),
  );
}

describe.each<Policy>(['ours', 'allows-everything'])('under a policy: %s', policy => {
  let backend: WholeBackend;
  let pool: Pool;
  beforeAll(async () => {
    backend = await startWholeBackend(policy);
    await fillWholeBackend(backend);
    pool = await poolOf(backend, contracts);
  });
  afterAll(() => backend?.stop());

  it('the search finds what its own people are shown', async () => {
    const nothing = { title: '', method: 'get', path: '', named: [] };
    const { text } = await backend.call('dan', 'get', '/delivery/v1/overview');
    expect(leaksIn(text, nothing, pool)).toContain('zebra');
    for (const name of ['service', 'application', 'release', 'operation', 'instance', 'binding', 'team', 'uid', 'taskId', 'cursor']) {
      expect([name, pool.get(name)]).toEqual([name, expect.arrayContaining([expect.any(String)])]);
    }
  });

  describe.each(strangers)('%s', person => {
    const own = person === 'shen' ? ['logistics'] : [];

    it.each(routes.map(route => [`${route.pluginId} ${route.method.toUpperCase()} ${route.path}`, route] as const))(
      'is told nothing of payments by %s',
      async (_, route) => {
        const found: string[] = [];
        for (const one of casesOf(route, pool, ['payments', ...own])) {
          const other = absent(one);
          const without = await backend.call(person, other.method, other.path, other.body);
          const answer = await backend.call(person, one.method, one.path, one.body);
          found.push(
            ...leaksIn(answer.text, one, pool).map(mark => `${one.title} tells of ${mark}: ${answer.text.slice(0, 300)}`),
          );
          const said = withoutNamed(answer.text, one.named);
          const saidOfNone = withoutNamed(without.text, other.named);
          if (answer.status !== without.status || (answer.status >= 400 && said !== saidOfNone)) {
            found.push(`${one.title} (${answer.status}): ${said}, but of what is not there (${without.status}): ${saidOfNone}`);
          }
          if (answer.status >= 500) {
            found.push(`${one.title} answers ${answer.status}: ${answer.text.slice(0, 300)}`);
          }
        }
        expect(found).toEqual([]);
      },
    );
  });
});
