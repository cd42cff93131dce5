/**
 * What ten greedy people do to everybody else: how long liveness takes while each of them asks for a list of 100 services a
 * hundred times in parallel, again and again, beside how long it takes when nobody asks for anything. The backend is
 * delivery with a page of services behind the protections, in a process of its own.
 *
 *   node --require @backstage/cli-node/config/nodeTransform.cjs bench/liveness.ts [unprotected]
 */
import { ChildProcess, fork } from 'node:child_process';
import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { fn } from 'jest-mock';
import hardening from '../packages/hardening/src';
import deliveryPlugin from '../plugins/delivery-backend/src';
import { mockFleet } from '../plugins/fleet-node/src/testUtils';
import { mockBindings } from '../plugins/public-services-node/src/testUtils';
import { mockTenancy } from '../plugins/tenancy-node/src/testUtils';

const PORT = Number(process.env.FLYTOWER_BENCH_PORT ?? 17_907);
const SERVICES = 100;
const PEOPLE = 10;
const LOOKS = 40;
const origin = `http://127.0.0.1:${PORT}`;
const person = (i: number) => `user:default/p${i}`;

async function serve(isProtected: boolean): Promise<void> {
  // Some mocks want Jest to record their calls.
  Object.assign(globalThis, { jest: { fn } });
  const backend = createBackend();
  const members = Array.from({ length: PEOPLE }, (_, i) => ({
    person: person(i),
    tenant: 'payments',
    role: 'developer' as const,
  }));
  const features = [
    ...(isProtected ? [hardening] : []),
    mockServices.rootConfig.factory({
      data: {
        app: { baseUrl: origin },
        permission: { enabled: true },
        backend: {
          baseUrl: origin,
          listen: `127.0.0.1:${PORT}`,
          database: { client: 'better-sqlite3', connection: ':memory:' },
        },
        // Filling it takes one person more requests than a person has.
        flytower: { hardening: { fairness: { person: { burst: 2_000 } } } },
      },
    }),
    mockServices.rootLogger.factory({ level: 'none' }),
    mockServices.auth.factory(),
    mockServices.httpAuth.factory(),
    mockServices.userInfo.factory(),
    catalogServiceMock.factory(),
    createServiceFactory({
      service: coreServices.permissions,
      deps: {},
      factory: () => ({
        authorize: async asked =>
          asked.map(() => ({ result: AuthorizeResult.ALLOW })),
        authorizeConditional: async asked =>
          asked.map(() => ({ result: AuthorizeResult.ALLOW })),
      }),
    }),
    ...mockFleet({ clusters: [] }).factories,
    ...mockTenancy({
      tenants: [
        {
          slug: 'payments',
          clusters: [],
          quota: { cpuMillicores: 1e6, memoryBytes: 2 ** 40, pods: 10_000 },
        },
      ],
      members,
    }).factories,
    ...mockBindings().factories,
    deliveryPlugin,
  ];
  for (const feature of features) {
    backend.add(feature);
  }
  await backend.start();
  process.send?.('up');
}

/** Calls delivery as a person; 429 counts as an answer. */
async function call(as: string, path: string, body?: object) {
  const response = await fetch(`${origin}/api/delivery/v1${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: mockCredentials.user.header(as),
      'content-type': 'application/json',
      'idempotency-key': `${path}/${
        JSON.stringify(body ?? '').length
      }/${Math.random()}`,
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok && response.status !== 429) {
    throw new Error(`${path}: ${response.status} ${text}`);
  }
  return text.length;
}

async function fill(): Promise<number> {
  const owner = person(0);
  await call(owner, '/tenants/payments/applications', {
    slug: 'shop',
    displayName: 'Shop',
  });
  for (let i = 0; i < SERVICES; i++) {
    await call(owner, '/tenants/payments/applications/shop/services', {
      slug: `service-${i}`,
      displayName: `Service ${i}`,
      spec: {
        image: 'payments/checkout:1.0.0',
        resources: { cpuMillicores: 100, memoryBytes: 2 ** 27 },
        ports: [{ name: 'http', port: 8080 }],
      },
    });
  }
  return call(owner, '/tenants/payments/services?limit=100');
}

/** Milliseconds of each of some questions for liveness, sorted. */
async function lookForLife(): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < LOOKS; i++) {
    const before = performance.now();
    await (await fetch(`${origin}/.backstage/health/v1/liveness`)).text();
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b);
}

const at = (times: number[], share: number) =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))];

async function greed(): Promise<never> {
  // Told once: whoever measures has nothing else to do.
  let begun = false;
  const one = async (as: string): Promise<never> => {
    for (;;) {
      await call(as, '/tenants/payments/services?limit=100').catch(
        () => undefined,
      );
      begun ||= process.send?.('up') ?? true;
    }
  };
  return Promise.race(
    Array.from({ length: PEOPLE * 100 }, (_, i) => one(person(i % PEOPLE))),
  );
}

/** Resolves when the process says that it is up; Node's transform sends messages of its own. */
function up(started: ChildProcess): Promise<void> {
  return new Promise(resolve => {
    started.on('message', message => {
      if (message === 'up') {
        resolve();
      }
    });
  });
}

async function measure(backend: ChildProcess): Promise<void> {
  await up(backend);
  const bytes = await fill();
  await lookForLife();
  const idle = await lookForLife();
  // In a process of its own, or the greedy would keep this one from looking at the clock.
  const greedy = fork(__filename, ['greedy'], { execArgv: process.execArgv });
  await up(greedy);
  const pressed = await lookForLife();
  greedy.kill();
  const line = (name: string, times: number[]) =>
    `${name}: median ${at(times, 0.5).toFixed(1)} ms, 99th percentile ${at(
      times,
      0.99,
    ).toFixed(1)} ms\n`;
  process.stdout.write(
    `${SERVICES} services, ${(bytes / 1024).toFixed(
      0,
    )} KB a page of 100\n${line('idle', idle)}${line(
      `${PEOPLE} greedy people`,
      pressed,
    )}ratio ${(at(pressed, 0.5) / at(idle, 0.5)).toFixed(1)} (median), ${(
      at(pressed, 0.99) / at(idle, 0.99)
    ).toFixed(1)} (99th percentile)\n`,
  );
}

async function main() {
  if (process.argv[2] === 'greedy') {
    await greed();
    return;
  }
  if (process.send) {
    await serve(process.argv[2] !== 'unprotected');
    return;
  }
  const backend = fork(__filename, process.argv.slice(2), {
    execArgv: process.execArgv,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  try {
    await measure(backend);
  } finally {
    backend.kill();
  }
}

main().catch(error => {
  process.stderr.write(`${error.stack} ${error.cause ?? ''}\n`);
  process.exitCode = 1;
});
