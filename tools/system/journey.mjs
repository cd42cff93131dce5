import fs from 'node:fs/promises';
import { eventually } from './api.mjs';

/** Registers west as Olivia would, from the files that `npm start` names. */
export async function registerWest(installation) {
  const olivia = await installation.as('olivia');
  const west = installation.clusters.find(({ name }) => name === 'west');
  const [caPem, certificatePem, keyPem] = await Promise.all(
    [west.caFile, west.flytower.certFile, west.flytower.keyFile].map(file =>
      fs.readFile(file, 'utf8'),
    ),
  );
  // The catalog learns a moment after its people who the operations admins are.
  await eventually(
    'olivia is an operations admin',
    () => olivia.get('/fleet/v1/clusters'),
    Boolean,
  );
  await olivia.post('/fleet/v1/clusters', {
    name: 'west',
    dataCentre: west.dataCentre,
    securityZone: 'core',
    access: {
      kind: 'certificate',
      server: west.server,
      caPem,
      certificatePem,
      keyPem,
    },
  });
  await atEachReplica(
    installation,
    'olivia',
    'east and west are healthy',
    api => api.get('/fleet/v1/targets'),
    ({ items }) =>
      items.length === 2 &&
      items.every(({ health }) => health.status === 'healthy'),
  );
}

/** Waits until each process of the backend answers so: what one has done, the others hear within a second. */
async function atEachReplica(installation, person, what, ask, is) {
  for (const { name, address } of installation.replicas) {
    const api = await installation.as(person, address);
    await eventually(`${what} at ${name}`, () => ask(api), is);
  }
}

/** Publishes the plan `small` of MySQL on the demo server, where there is one. */
export async function publishPlan(installation) {
  const server = installation.engines.find(({ engine }) => engine === 'mysql');
  if (!server) {
    return;
  }
  const olivia = await installation.as('olivia');
  await eventually(
    `${server.name} is registered`,
    () => olivia.get('/public-services/v1/servers'),
    ({ items }) =>
      items.some(
        ({ name, health }) =>
          name === server.name && health.status === 'healthy',
      ),
  );
  await olivia.post('/public-services/v1/offerings/mysql/plans', {
    name: 'small',
    displayName: 'Small',
    servers: [server.name],
    limits: { connections: 10, storageBytes: 2 ** 30 },
  });
}

/** What the wizard would send for a small tenant with the demo people of payments. */
export function tenant(slug) {
  return {
    slug,
    displayName: slug,
    members: [
      { person: 'user:default/tara', role: 'owner' },
      { person: 'user:default/dan', role: 'developer' },
      { person: 'user:default/lee', role: 'lead' },
    ],
    quota: {
      kind: 'custom',
      amount: { cpuMillicores: 20_000, memoryBytes: 40 * 2 ** 30, pods: 200 },
    },
    clusters: ['east', 'west'],
    environments: ['prod'],
  };
}

/** Onboards a tenant and waits until it is active, and its people may work. */
export async function onboard(installation, slug) {
  const olivia = await installation.as('olivia');
  await olivia.post('/tenancy/v1/tenants', tenant(slug));
  await active(installation, slug);
  await atEachReplica(
    installation,
    'dan',
    `dan is in ${slug}`,
    api => api.get('/tenancy/v1/my-memberships'),
    ({ memberships }) =>
      memberships.some(({ tenant: itsTenant }) => itsTenant === slug),
  );
}

export async function active(installation, slug) {
  const olivia = await installation.as('olivia');
  return eventually(
    `tenant ${slug} is active`,
    () => olivia.get(`/tenancy/v1/tenants/${slug}`),
    ({ state }) => state === 'active',
  );
}

/** Creates an application with one service of the same name. */
export async function createService(installation, slug, service) {
  const dan = await installation.as('dan');
  await dan.post(`/delivery/v1/tenants/${slug}/applications`, {
    slug: service,
    displayName: service,
  });
  await dan.post(
    `/delivery/v1/tenants/${slug}/applications/${service}/services`,
    {
      slug: service,
      displayName: service,
      spec: {
        image: `payments/${service}:1.0.0`,
        ports: [{ name: 'http', port: 8080 }],
        resources: { cpuMillicores: 100, memoryBytes: 128 * 2 ** 20 },
      },
    },
  );
}

/** A release of so many instances over east and west. */
export function sixToFour(instances) {
  return {
    kind: 'release',
    environment: 'prod',
    instances,
    clusters: [
      { cluster: 'east', weight: 6 },
      { cluster: 'west', weight: 4 },
    ],
  };
}

export async function finished(installation, slug, release, withinMs) {
  const dan = await installation.as('dan');
  return eventually(
    `release ${release} is finished`,
    () => dan.get(`/delivery/v1/tenants/${slug}/releases/${release}`),
    ({ operation }) =>
      ['succeeded', 'failed', 'aborted'].includes(operation.state),
    withinMs,
  );
}
