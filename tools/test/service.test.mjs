import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isAlive } from '../lib/lock.mjs';
import { root } from '../lib/places.mjs';
import { Service } from '../lib/service.mjs';

let folder;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'flytower-service-'));
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));

/** A program that listens on a port of its own choice and says which, for ever. */
const SERVER = `
  const server = require('http').createServer((_, response) => response.end('yes'));
  server.listen(0, '127.0.0.1', () =>
    require('fs').writeFileSync(process.env.PORT_FILE, String(server.address().port)));
  setInterval(() => console.log('still here'), 20);
`;

function options(script, more = {}) {
  return {
    title: 'The program',
    node: process.execPath,
    args: ['-e', script],
    cwd: folder,
    env: { ...process.env, PORT_FILE: path.join(folder, 'port') },
    log: path.join(folder, 'logs', 'program.log'),
    onCrash: () => {},
    ...more,
  };
}

async function until(condition) {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const value = await condition();
    if (value) {
      return value;
    }
    await pause(25);
  }
  throw new Error('It did not come true within 10 s.');
}

const port = () =>
  until(() => fs.readFile(path.join(folder, 'port'), 'utf8').catch(() => ''));

test('a program is ready when it answers, and ends when asked, without being called a crash', async () => {
  const crashes = [];
  const service = await Service.start(
    options(SERVER, { onCrash: problem => crashes.push(problem) }),
  );
  await service.ready(`http://127.0.0.1:${await port()}/`);
  await service.stop();
  assert.equal(isAlive(service.pid), false);
  assert.deepEqual(crashes, []);
});

test('a program that ends by itself is told with its last words and its log', async () => {
  const problem = await new Promise((resolve, reject) => {
    Service.start(
      options('console.error("no database"); process.exit(3)', {
        onCrash: resolve,
      }),
    ).catch(reject);
  });
  assert.match(
    problem.message,
    /^The program has ended by itself \(exit code 3\); its log is .*program\.log/,
  );
  assert.equal(problem.details, 'no database');
});

test('a program ends when the command that started it is killed', async () => {
  const started = path.join(folder, 'pid');
  const service = pathToFileURL(
    path.join(root, 'tools', 'lib', 'service.mjs'),
  ).href;
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { Service } from ${JSON.stringify(service)};
       import fs from 'node:fs/promises';
       const service = await Service.start({
         ...${JSON.stringify(options(SERVER))}, onCrash() {},
       });
       await fs.writeFile(${JSON.stringify(started)}, String(service.pid));`,
    ],
    { stdio: 'ignore' },
  );
  await port();
  const pid = Number(
    await until(() => fs.readFile(started, 'utf8').catch(() => '')),
  );
  assert.equal(isAlive(pid), true);
  const gone = once(parent, 'exit');
  parent.kill('SIGKILL');
  await gone;
  await until(() => !isAlive(pid));
});

test('the log of the run before is kept', async () => {
  const log = path.join(folder, 'logs', 'program.log');
  for (const word of ['first', 'second']) {
    const service = await Service.start(options(`console.log('${word}')`));
    await service.ended;
  }
  assert.match(await fs.readFile(`${log}.1`, 'utf8'), /first/);
  assert.match(await fs.readFile(log, 'utf8'), /second/);
});

test('nobody else reads what a program writes, nor its log', async () => {
  const service = await Service.start(options(SERVER));
  await port();
  await service.stop();
  const modes = await Promise.all(
    ['port', path.join('logs', 'program.log')].map(
      async name => (await fs.stat(path.join(folder, name))).mode & 0o777,
    ),
  );
  assert.deepEqual(modes, [0o600, 0o600]);
});

test('a program may have no more descriptors open than it is given', async () => {
  const service = await Service.start(
    options(
      "console.log(require('child_process').execSync('ulimit -n').toString())",
      { descriptors: 200 },
    ),
  );
  await service.ended;
  assert.match(
    await fs.readFile(path.join(folder, 'logs', 'program.log'), 'utf8'),
    /^200$/m,
  );
});
