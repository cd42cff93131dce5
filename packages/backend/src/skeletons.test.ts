import { ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@flytower/durable/testUtils';
import { appYamlSchema } from '@flytower/plugin-delivery-common';
import { parse, parseAllDocuments } from 'yaml';
import {
  filledIn,
  startTemplates,
  Templates,
} from './__testUtils__/startTemplates';

// The first build of Go compiles its standard library.
jest.setTimeout(600_000);

const exec = promisify(execFile);

/** How each stack is tested and started where its tools are installed. */
const commands = {
  node: { test: ['node', '--test'], start: ['node', 'src/main.js'] },
  go: { test: ['go', 'test', './...'], start: ['./bin/app'] },
  python: {
    test: ['python3', '-m', 'unittest'],
    start: ['python3', '-m', 'app'],
  },
} as const;

const environment = {
  ...process.env,
  NODE_OPTIONS: '',
  // The test runner tells its own children that they are tests.
  NODE_TEST_CONTEXT: undefined,
  GOFLAGS: '-mod=mod',
  CGO_ENABLED: '0',
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('the code that a template makes', () => {
  let portal: Templates;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    portal = await startTemplates();
    await portal
      .call('post', '/delivery/v1/tenants/payments/applications', {
        slug: 'shop',
        displayName: 'Shop',
      })
      .expect(201);
  });
  afterAll(async () => {
    running.forEach(child => child.kill('SIGKILL'));
    await portal.stop();
  });

  /** Runs a template and unpacks what it made. */
  async function codeOf(kind: 'web' | 'worker', stack: string) {
    const name = `${kind}-${stack}`;
    const { place, workload, release } = filledIn({
      place: { name, newApplication: false },
      workload: { stack },
    });
    const { port, ...rest } = workload;
    const task = await portal.run(
      kind === 'web' ? 'new-web-service' : 'new-worker',
      { place, release, workload: kind === 'web' ? workload : rest },
    );
    expect(task.error).toBeUndefined();
    const { body } = await portal
      .call('get', `/scaffolder/v1/archives/${task.output.archive.id}/content`)
      .responseType('blob')
      .expect(200);
    const folder = mkdtempSync(join(tmpdir(), 'flytower-code-'));
    writeFileSync(join(folder, 'code.zip'), body);
    await exec('python3', ['-m', 'zipfile', '-e', 'code.zip', '.'], {
      cwd: folder,
    });
    return join(folder, name);
  }

  async function start(
    folder: string,
    stack: keyof typeof commands,
    env: object,
  ) {
    if (stack === 'go') {
      await exec('go', ['build', '-o', 'bin/app', '.'], {
        cwd: folder,
        env: environment,
      });
    }
    const [command, ...args] = commands[stack].start;
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    let said = '';
    child.stdout?.on('data', data => {
      said += data;
    });
    child.stderr?.on('data', data => {
      said += data;
    });
    return { child, said: () => said };
  }

  async function endsAtTerm(child: ChildProcess) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }

  it.each(['node', 'go', 'python'] as const)(
    'in %s as a web service passes its own tests, answers its health path and stops when asked',
    async stack => {
      const folder = await codeOf('web', stack);
      const [command, ...args] = commands[stack].test;
      await exec(command, args, { cwd: folder, env: environment });
      const port = await freePort();
      const { child } = await start(folder, stack, { PORT: `${port}` });
      const { health } = appYamlSchema.parse(
        parse(readFileSync(join(folder, 'app.yaml'), 'utf8')),
      );
      await eventually(async () => {
        const answer = await fetch(`http://127.0.0.1:${port}${health}`);
        expect(answer.status).toBe(200);
      }, 20_000);
      const answer = await fetch(`http://127.0.0.1:${port}/`);
      expect(await answer.json()).toEqual({ service: `web-${stack}` });
      await endsAtTerm(child);
    },
  );

  it.each(['node', 'go', 'python'] as const)(
    'in %s as a worker passes its own tests, works turn by turn and stops when asked',
    async stack => {
      const folder = await codeOf('worker', stack);
      const [command, ...args] = commands[stack].test;
      await exec(command, args, { cwd: folder, env: environment });
      const { child, said } = await start(folder, stack, {
        INTERVAL_SECONDS: '0.05',
      });
      await eventually(
        () => expect(said()).toContain('Turn 3 is done'),
        20_000,
      );
      await endsAtTerm(child);
      expect(said()).toContain('Stopped');
    },
  );

  it('says what it is in app.yaml, and puts its API alone into the catalog', async () => {
    const folder = await codeOf('web', 'image');
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    expect(appYamlSchema.parse(parse(read('app.yaml')))).toMatchObject({
      tenant: 'payments',
      application: 'shop',
      name: 'web-image',
      description: 'Takes the money: 100 % of it',
      kind: 'web',
      stack: 'image',
      image: 'payments/checkout:0.1.0',
      port: 8080,
      health: '/healthz',
    });
    const entities = parseAllDocuments(read('catalog-info.yaml'));
    expect(entities.map(entity => entity.get('kind'))).toEqual(['API']);
    expect(parse(read('docs/openapi.yaml')).info.title).toBe(
      'Checkout "quick"',
    );
    expect(read('README.md')).toContain('# Checkout "quick"');
    expect(read('README.md')).not.toContain('{%');
  });
});
