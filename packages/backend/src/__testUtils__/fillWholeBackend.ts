import { eventually } from '@flytower/durable/testUtils';
import { WholeBackend } from './startWholeBackend';

/**
 * The people of the tests: Tara owns zebras, Dan develops there, Lee leads, Vera looks; Shen owns logistics; Nia is in no
 * tenant; Olivia is the operations admin.
 */
export const people = {
  owner: 'tara',
  developer: 'dan',
  lead: 'lee',
  viewer: 'vera',
  operations: 'olivia',
} as const;
export const strangers = ['nia', 'shen'] as const;

/** Whom nobody outside of zebras hears of. Lou develops there too, and in logistics, where Shen sees him. */
export const members = ['tara', 'dan', 'lee', 'vera'] as const;

/** Every name and text of zebras has it, and nothing else in the portal. */
const MARK = 'zebra';

const spec = (image: string) => ({
  image,
  ports: [{ name: 'http', port: 8080 }],
  resources: { cpuMillicores: 100, memoryBytes: 128 * 2 ** 20 },
});

/** Fills zebras with one of everything, by the API and as its people; logistics gets what Shen needs of his own. */
export async function fillWholeBackend(backend: WholeBackend): Promise<void> {
  const ok = async (
    person: string,
    method: string,
    path: string,
    body?: object,
  ) => {
    const answer = await backend.call(person, method, path, body);
    if (answer.status >= 300) {
      throw new Error(`${person} ${method} ${path}: ${answer.text}`);
    }
    return answer.body as Record<string, string>;
  };
  const onboard = (
    slug: string,
    displayName: string,
    roles: [string, string][],
  ) =>
    ok('olivia', 'post', '/tenancy/v1/tenants', {
      slug,
      displayName,
      members: roles.map(([person, role]) => ({
        person: `user:default/${person}`,
        role,
      })),
      quota: { kind: 'choice', name: 'small' },
      clusters: ['east', 'west'],
      environments: ['prod'],
    });
  await onboard('zebras', `Payments of the ${MARK}`, [
    ['tara', 'owner'],
    ['dan', 'developer'],
    ['lee', 'lead'],
    ['vera', 'viewer'],
    ['lou', 'developer'],
  ]);
  await onboard('logistics', 'Logistics', [
    ['shen', 'owner'],
    ['lou', 'developer'],
  ]);
  for (const tenant of ['zebras', 'logistics']) {
    await eventually(async () => {
      const { state } = await ok(
        'olivia',
        'get',
        `/tenancy/v1/tenants/${tenant}`,
      );
      expect(state).toBe('active');
    }, 30_000);
  }
  await ok('tara', 'post', '/tenancy/v1/tenants/zebras/teams', {
    slug: `${MARK}-team`,
    displayName: `Team ${MARK}`,
    members: [{ person: 'user:default/dan', lead: true }],
  });
  await publish(ok, 'dan', 'zebras', MARK);
  await publish(ok, 'shen', 'logistics', 'route');
  await orderedInstance(backend);
  await ok('dan', 'post', '/public-services/v1/tenants/zebras/instances', {
    name: `${MARK}-cache`,
    displayName: `Cache of the ${MARK}`,
    environment: 'prod',
    offering: 'mysql',
    plan: 'small',
  });
  await eventually(async () => {
    await ok(
      'dan',
      'get',
      `/catalog/entities/by-name/component/zebras/${MARK}-service`,
    );
    await ok(
      'dan',
      'get',
      '/catalog/entities/by-name/template/default/new-worker',
    );
    const log = await backend.call(
      'tara',
      'get',
      '/audit/v1/tenants/zebras/entries',
    );
    expect(log.text).toContain(`${MARK}-service`);
    const usage = await backend.call('tara', 'get', '/metering/v1/usage');
    expect(usage.text).toContain(`${MARK}-pod`);
    const found = await backend.call(
      'dan',
      'get',
      `/search/query?term=${MARK}`,
    );
    expect(found.text).toContain(`${MARK}-service`);
  }, 60_000);
  await ok('dan', 'post', '/scaffolder/v2/tasks', {
    templateRef: 'template:default/new-worker',
    values: {
      place: {
        tenant: 'zebras',
        application: `${MARK}-app`,
        newApplication: false,
        name: `${MARK}-mailer`,
        displayName: `Mailer of the ${MARK}`,
        description: `Writes to every ${MARK}`,
      },
      workload: { stack: 'node', image: `zebras/${MARK}:1`, size: 'small' },
      release: { now: false },
    },
  });
}

async function publish(
  ok: (
    person: string,
    method: string,
    path: string,
    body: object,
  ) => Promise<unknown>,
  person: string,
  tenant: string,
  name: string,
) {
  const base = `/delivery/v1/tenants/${tenant}`;
  await ok(person, 'post', `${base}/applications`, {
    slug: `${name}-app`,
    displayName: `Application of the ${name}`,
    description: `For every ${name}`,
  });
  await ok(person, 'post', `${base}/applications/${name}-app/services`, {
    slug: `${name}-service`,
    displayName: `Service of the ${name}`,
    spec: spec(`${tenant}/${name}:1`),
  });
  await ok(person, 'post', `${base}/services/${name}-service/releases`, {
    kind: 'release',
    environment: 'prod',
    instances: 2,
    clusters: [{ cluster: 'east', weight: 1 }],
    note: `Brings the ${name}`,
  });
}

/** A server that nobody reaches, a plan on it, and an instance of zebras with a binding, as rows. */
async function orderedInstance(backend: WholeBackend) {
  const knex = backend.publicServicesDatabase();
  const now = Date.now();
  const made = { created_by: 'user:default/dan', created_at: now };
  const id = (kind: string) => `01JROW00${kind.padEnd(18, '0')}`;
  await knex('servers').insert({
    id: id('SERVER'),
    name: 'mysql-1',
    display_name: 'MySQL',
    engine: 'mysql',
    host: '127.0.0.1',
    port: 1,
    encrypted: true,
    administrator: 'root',
    sealed_access: 'sealed',
    seal_key: 'test',
    product: 'MySQL',
    version: '9.7',
    health: JSON.stringify({ status: 'stopped', sentence: 'Does not answer' }),
    checked_at: now,
    demo: false,
    created_by: 'user:default/olivia',
    created_at: now,
    generation: 1,
  });
  await knex('plans').insert({
    id: id('PLAN'),
    offering: 'mysql',
    name: 'small',
    display_name: 'Small',
    description: '',
    limits: JSON.stringify({ connections: 10 }),
    active: true,
    created_at: now,
    generation: 1,
  });
  await knex('plan_servers').insert({
    plan_id: id('PLAN'),
    server_id: id('SERVER'),
  });
  await knex('instances').insert({
    ...made,
    id: id('INSTANCE'),
    tenant: 'zebras',
    environment: 'prod',
    name: `${MARK}-db`,
    display_name: `Database of the ${MARK}`,
    engine: 'mysql',
    plan_id: id('PLAN'),
    plan: 'small',
    limits: JSON.stringify({ connections: 10 }),
    database_name: `${MARK}_db`,
    server_id: id('SERVER'),
    state: 'ready',
    updated_at: now,
    generation: 1,
  });
  await knex('bindings').insert({
    ...made,
    id: id('BINDING'),
    tenant: 'zebras',
    environment: 'prod',
    instance_id: id('INSTANCE'),
    name: `${MARK}-binding`,
    service: `${MARK}-service`,
    service_id: id('SERVICE'),
    application: `${MARK}-app`,
    prefix: 'ZEBRA_',
    state: 'ready',
    version: 1,
    forced: false,
    updated_at: now,
    generation: 1,
  });
}
