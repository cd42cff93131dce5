import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { TRACES } from '../traces.mjs';

const PLUGINS = [
  'app',
  'audit',
  'auth',
  'catalog',
  'delivery',
  'fleet',
  'metering',
  'permission',
  'public-services',
  'scaffolder',
  'search',
  'signals',
  'tenancy',
  'user-settings',
];
const FED = ['fleet', 'tenancy', 'delivery', 'public-services'];

/** Addresses that are not the portal's, however they are spelled. `@` stands for the portal. */
const ELSEWHERE = [
  '//elsewhere.example',
  '///elsewhere.example',
  '/\\elsewhere.example',
  '\\\\elsewhere.example',
  'https://elsewhere.example/',
  'HTTPS://elsewhere.example/',
  'https:elsewhere.example',
  ' https://elsewhere.example',
  '\thttps://elsewhere.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '@.elsewhere.example/',
  '@@elsewhere.example/',
  '@:1@elsewhere.example/',
  'http://dan:x@elsewhere.example/',
  'http://localhost.elsewhere.example/',
  'http://elsewhere.example\\@localhost/',
  'http://elsewhere.example#@/',
];

/** Requests that no program of ours makes, and that must not make the portal tell of itself. */
const HOSTILE = [
  ['GET', '/api/catalog/entities?filter=%'],
  ['GET', '/api/catalog/entities?filter=%00'],
  ['GET', '/api/catalog/entities/by-query?cursor=AAAA'],
  ['GET', '/api/catalog/entities/by-name/%2e%2e/%2e%2e/%ff'],
  ['GET', '/api/%ff'],
  ['GET', '/%c0%ae%c0%ae/etc/passwd'],
  ['GET', '/static/..%2f..%2f..%2fpackage.json'],
  ['GET', '/api/app/%2e%2e/%2e%2e/package.json'],
  ['GET', '/api/tenancy/v1/tenants?limit=1e9&cursor=%7B'],
  ['GET', '/api/audit/v1/entries?cursor=x&from=never'],
  ['GET', '/api/scaffolder/v2/tasks/nothing/events?after=x'],
  ['GET', '/api/search/query?term=%5B&types[0][]=x'],
  ['GET', '/api/kubernetes/services/x'],
  ['POST', '/api/tenancy/v1/tenants', '{"slug":'],
  ['POST', '/api/tenancy/v1/tenants', '{"__proto__":{"slug":"x"}}'],
  ['POST', '/api/fleet/v1/clusters/check', `{"a":"${'x'.repeat(2 ** 21)}"}`],
  ['POST', '/api/catalog/locations?dryRun=true', '{"type":"url"}'],
  ['POST', '/api/scaffolder/v2/tasks', '{"templateRef":"template:x/y"}'],
  ['POST', '/api/scaffolder/v2/tasks', '[]'],
  ['POST', '/api/permission/authorize', '{"items":[{"id":1}]}'],
  ['POST', '/api/auth/oidc/refresh', '{}'],
  ['PUT', '/api/user-settings/buckets/x/keys/y', 'null'],
  ['TRACE', '/api/catalog/entities'],
];
/** Doors that are not for whoever knocks. */
export function doorTests(installation) {
  test('a sign-in leads back to the portal and nowhere else', async t => {
    const here = installation();
    const start = more => {
      const query = new URLSearchParams({
        env: 'local',
        scope: 'openid profile email',
        origin: here.portal,
        flow: 'redirect',
        redirectUrl: `${here.portal}/`,
        ...more,
      });
      return fetch(`${here.portal}/api/auth/oidc/start?${query}`, {
        redirect: 'manual',
      });
    };
    await t.test('to the portal it leads', async () => {
      assert.equal((await start({})).status, 302);
    });
    await t.test(
      'elsewhere it is refused before the provider is asked',
      async () => {
        const statuses = {};
        for (const spelling of ELSEWHERE) {
          const redirectUrl = spelling.replace('@', () =>
            spelling.startsWith('@') ? here.portal : '@',
          );
          statuses[redirectUrl] = (await start({ redirectUrl })).status;
        }
        assert.deepEqual(
          Object.entries(statuses).filter(([, status]) => status !== 400),
          [],
        );
      },
    );
    await t.test('its cookies are for this site alone', async () => {
      const cookies = (await start({})).headers.getSetCookie();
      assert.ok(cookies.length > 0, 'a sign-in sets cookies');
      for (const cookie of cookies) {
        assert.match(cookie, /; *SameSite=(Lax|Strict)/i);
        assert.match(cookie, /; *HttpOnly/i);
      }
    });
  });

  test('scheduled tasks are not for everybody who is signed in', async () => {
    const here = installation();
    const dan = await here.as('dan');
    const olivia = await here.as('olivia');
    const path = '/.backstage/scheduler/v1/tasks';
    const answers = [];
    const ask = async (method, address) => {
      const status = await dan[method](address).then(
        () => 200,
        error => error.status,
      );
      answers.push([method, address, status]);
    };
    for (const plugin of PLUGINS) {
      // A plugin without tasks has no such route; that of the app answers with its page.
      const answer = await olivia
        .get(`/${plugin}${path}`)
        .catch(() => undefined);
      for (const { taskId } of answer?.tasks ?? []) {
        await ask('get', `/${plugin}${path}`);
        await ask('post', `/${plugin}${path}/${taskId}/trigger`);
        await ask('post', `/${plugin}${path}/${taskId}/cancel`);
      }
    }
    assert.ok(answers.length > 0, 'some plugin has tasks');
    assert.deepEqual(
      answers.filter(([, , status]) => status !== 403),
      [],
    );
  });

  test('a token of a program outside reads no feed and reserves nothing', async () => {
    const here = installation();
    const outside = await here.asOutsider();
    const answers = [];
    const ask = async (method, path, body) => {
      const status = await outside[method](path, body).then(
        () => 200,
        error => error.status,
      );
      answers.push([method, path, status]);
    };
    for (const plugin of FED) {
      await ask('get', `/${plugin}/v1/changes?after=0`);
      await ask('get', `/${plugin}/v1/snapshot`);
    }
    await ask('get', '/delivery/v1/ownership');
    await ask('get', '/tenancy/v1/tenants/veiled/reservations');
    await ask('put', '/tenancy/v1/tenants/veiled/reservations/x', {
      amount: { cpuMillicores: 1, memoryBytes: 1, pods: 1 },
    });
    await ask('post', '/tenancy/v1/tenants/veiled/reservations/x/commit');
    assert.deepEqual(
      answers.filter(([, , status]) => ![401, 403, 404].includes(status)),
      [],
    );
  });

  test('no answer to a hostile request tells of stacks or paths', async () => {
    const here = installation();
    const dansToken = await here.tokenOf('dan');
    const told = [];
    for (const [method, path, body] of HOSTILE) {
      for (const token of [undefined, dansToken]) {
        const response = await send(here.portal, method, path, body, token);
        if (TRACES.test(response)) {
          told.push(`${method} ${path}: ${TRACES.exec(response)[0].trim()}`);
        }
      }
    }
    assert.deepEqual([...new Set(told)], []);
  });
}

/** Sends exactly this path, which `fetch` would tidy, and answers head and body. */
function send(portal, method, path, body, token) {
  const { hostname, port } = new URL(portal);
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        hostname,
        port,
        method,
        path,
        agent: false,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body && { 'content-type': 'application/json' }),
          'idempotency-key': crypto.randomUUID(),
        },
      },
      response => {
        let text = JSON.stringify(response.headers);
        response.setEncoding('utf8');
        response.on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
        response.on('error', reject);
      },
    );
    // A body that is too long is answered before it has been sent.
    asked.on('error', error =>
      ['EPIPE', 'ECONNRESET'].includes(error.code)
        ? resolve('')
        : reject(error),
    );
    asked.end(body);
  });
}
