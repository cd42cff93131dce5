import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { localConfig } from '../lib/localConfig.mjs';
import { localSecrets } from '../lib/secrets.mjs';
import { welcome } from '../lib/welcome.mjs';

const cluster = (name, more = {}) => ({
  name,
  displayName: name,
  dataCentre: `dc-${name}`,
  server: `https://127.0.0.1:${name === 'east' ? 16443 : 16543}`,
  caFile: `/state/${name}/ca.crt`,
  flytower: {
    certFile: `/state/${name}/flytower.crt`,
    keyFile: `/state/${name}/flytower.key`,
    kubeconfigFile: `/state/${name}/flytower.kubeconfig`,
  },
  ...more,
});
const clusters = [cluster('east'), cluster('west')];
const secrets = {
  clientSecret: 'client',
  sessionSecret: 'session',
  sealKey: { id: 'local-1', key: 'a2V5' },
  auditKey: { id: 'local-1', key: 'YXVkaXQ=' },
  accessToken: 'token',
};
const given = {
  home: '/state',
  portalUrl: 'http://localhost:7007',
  issuer: 'http://localhost:9010',
  secrets,
  clusters,
};

test('the first cluster is registered, with both data centres to choose from', () => {
  const { fleet } = localConfig(given).flytower;
  assert.deepEqual(
    fleet.clusters.map(({ name, certFile }) => ({ name, certFile })),
    [{ name: 'east', certFile: '/state/east/flytower.crt' }],
  );
  assert.deepEqual(
    fleet.dataCentres.map(({ name }) => name),
    ['dc-east', 'dc-west'],
  );
});

test('the operation log is signed with a key of its own', () => {
  assert.deepEqual(localConfig(given).flytower.audit.keys, [secrets.auditKey]);
});

test('a log from before there was a key is adopted, and no other', async t => {
  const home = await mkdtemp(path.join(tmpdir(), 'flytower-secrets-'));
  t.after(() => rm(home, { recursive: true }));
  const adopts = async () =>
    localConfig({ ...given, secrets: await localSecrets(home) }).flytower.audit
      .adoptUnsigned;
  assert.equal(await adopts(), undefined);
  const file = path.join(home, 'secrets.json');
  const { auditKey, ...before } = JSON.parse(await readFile(file, 'utf8'));
  assert.equal(auditKey.id, 'local-1');
  await writeFile(file, JSON.stringify(before));
  assert.equal(await adopts(), true);
  // Also where the portal did not come up the first time.
  assert.equal(await adopts(), true);
});

test('people sign in through the local provider, asked each time who they are', () => {
  const { auth } = localConfig(given);
  assert.equal(
    auth.providers.oidc[auth.environment].metadataUrl,
    'http://localhost:9010/.well-known/openid-configuration',
  );
  assert.equal(auth.providers.oidc[auth.environment].prompt, 'login');
});

test('only tests may call with a fixed token', () => {
  assert.equal(localConfig(given).backend.auth, undefined);
  assert.equal(
    localConfig({ ...given, forTests: true }).backend.auth.externalAccess[0]
      .options.token,
    'token',
  );
});

test('the portal connects to this machine and to the named clusters, nowhere else', () => {
  assert.deepEqual(localConfig(given).flytower.egress.allow, [
    '127.0.0.0/8',
    '::1/128',
  ]);
  assert.deepEqual(
    localConfig({
      ...given,
      clusters: [cluster('east', { egress: ['10.1.2.3/32'] })],
    }).flytower.egress.allow,
    ['127.0.0.0/8', '::1/128', '10.1.2.3/32'],
  );
});

test('a replica listens beside the address that all of them share, with a ring of keys of its own', () => {
  const database = { client: 'pg', connection: { host: '127.0.0.1' } };
  const sealKeys = [
    { id: 'local-2', key: 'bmV3' },
    { id: 'local-1', key: 'a2V5' },
  ];
  const { backend, flytower } = localConfig({
    ...given,
    database,
    listenPort: 7017,
    sealKeys,
  });
  assert.equal(backend.baseUrl, 'http://localhost:7007');
  assert.equal(backend.listen.port, 7017);
  assert.deepEqual(backend.database, database);
  assert.deepEqual(flytower.seal.keys, sealKeys);
});

test('demo servers are registered, their passwords read from files of their own', () => {
  const engine = {
    name: 'mysql-demo',
    displayName: 'MySQL demo',
    engine: 'mysql',
    host: '127.0.0.1',
    port: 13306,
    username: 'flytower_admin',
    password: 'not to be seen',
    passwordFile: '/state/engines/mysql-demo.password',
    caFile: '/state/engines/mysql-demo/server.crt',
  };
  const config = localConfig({ ...given, engines: [engine] });
  assert.deepEqual(config.flytower.publicServices.demoServers, [
    {
      name: 'mysql-demo',
      displayName: 'MySQL demo',
      engine: 'mysql',
      host: '127.0.0.1',
      port: 13306,
      administrator: {
        username: 'flytower_admin',
        password: { $file: '/state/engines/mysql-demo.password' },
      },
      tls: { caPem: { $file: '/state/engines/mysql-demo/server.crt' } },
    },
  ]);
  assert.doesNotMatch(JSON.stringify(config), /not to be seen/);
  assert.deepEqual(localConfig(given).flytower.publicServices.demoServers, []);
});

test('an app served apart may call the backend from its own address', () => {
  const { app, backend } = localConfig({
    ...given,
    appUrl: 'http://localhost:3000',
  });
  assert.equal(app.baseUrl, 'http://localhost:3000');
  assert.equal(backend.cors.origin, 'http://localhost:3000');
});

test('the welcome says where to go, as whom, and what west is registered with', () => {
  const text = welcome({
    url: 'http://localhost:7007',
    clusters,
    took: '21 s',
    logs: '.flytower/logs',
  });
  assert.match(text, /Flytower is at http:\/\/localhost:7007/);
  for (const name of ['Olivia', 'Tara', 'Dan', 'Lee', 'Shen']) {
    assert.match(text, new RegExp(`^ {2}${name} `, 'm'));
  }
  assert.match(text, /Cluster east is registered/);
  assert.match(text, /https:\/\/127\.0\.0\.1:16543/);
  assert.match(text, /west\/flytower\.key/);
  assert.match(text, /west\/flytower\.kubeconfig/);
});
