import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  readIfThere,
  readJsonIfThere,
  writeJson,
  writeWhole,
} from '../files.mjs';
import { root } from '../places.mjs';
import { requireFree } from '../ports.mjs';
import { Problem } from '../problem.mjs';
import { commandOf, endIfStill } from '../processes.mjs';
import { localSecrets } from '../secrets.mjs';
import { Service } from '../service.mjs';
import {
  engineAccount,
  ownFolder,
  placeFor,
  removePlaceFor,
} from './account.mjs';
import { ADMINISTRATOR, prepareMariaDb } from './mariadb.mjs';
import { ENGINES, findEngines, versionOf } from './programs.mjs';
import { prepareRedis } from './redis.mjs';

const KEEP = path.join(root, 'tools', 'lib', 'engines', 'keep.mjs');
const PATIENCE_MS = 60_000;

/** The demo servers of an installation: one that holds many databases, and a pool of those that are ordered whole. */
const DEMO_SERVERS = [
  {
    name: 'mysql-demo',
    displayName: 'MySQL demo',
    kind: 'mariadb',
    portOf: ports => ports.mysql,
  },
  {
    name: 'redis-demo-1',
    displayName: 'Redis demo 1',
    kind: 'redis',
    portOf: ports => ports.redis[0],
  },
  {
    name: 'redis-demo-2',
    displayName: 'Redis demo 2',
    kind: 'redis',
    portOf: ports => ports.redis[1],
  },
];

/** What each kind says when a client connects; MariaDB speaks first. */
const GREETING = { mariadb: '', redis: 'PING\r\n' };

/** Where an installation describes its engines, with the passwords of their administrators: only its owner reads it. */
export const enginesFile = home => path.join(home, 'engines', 'engines.json');

/**
 * Starts the demo servers whose programs are on this machine, and waits until they answer. Their data stays over restarts.
 *
 * @param {object} given
 * @param {string} given.home state folder of the installation
 * @param {ReturnType<typeof import('../ports.mjs').portsFor>} given.ports
 * @param {{ node: string, env: NodeJS.ProcessEnv }} given.runtime
 * @param {import('../scope.mjs').Scope} given.scope
 * @param {(problem: Error) => void} given.onCrash
 * @param {(what: string) => void} [given.waitsFor]
 * @returns {Promise<Engine[]>}
 *
 * @typedef {object} Engine
 * @property {string} name
 * @property {string} displayName
 * @property {'mysql' | 'redis'} engine the protocol it speaks
 * @property {string} host
 * @property {number} port
 * @property {string} username its administrator
 * @property {string} password
 * @property {string} passwordFile the same, in a file
 * @property {string} [caFile] trust in its certificate, where it speaks TLS
 * @property {string} version
 * @property {string} folder its data and all else of it
 * @property {string} pidFile the number of the running server
 * @property {string} stopFile make it and the server ends; remove it and the server starts again
 */
export async function startEngines({
  home,
  ports,
  runtime,
  scope,
  onCrash,
  waitsFor = () => {},
}) {
  await endLeftEngines(home);
  const programs = await findEngines(runtime.env);
  const secrets = await localSecrets(home);
  const engines = [];
  for (const server of DEMO_SERVERS.filter(({ kind }) => kind in programs)) {
    const { name, displayName, kind, portOf } = server;
    waitsFor(name);
    const port = portOf(ports);
    await requireFree({ [`the demo server ${name}`]: port });
    const account = await engineAccount(
      kind === 'redis' ? ['redis'] : ['mysql'],
    );
    const place = await placeFor(account, path.join(home, 'engines'));
    const folder = path.join(place, name);
    await ownFolder(folder, account);
    const password =
      kind === 'redis' ? secrets.redisPassword : secrets.mysqlPassword;
    const passwordFile = path.join(home, 'engines', `${name}.password`);
    await writeWhole(passwordFile, password, { mode: 0o600 });
    const prepare = kind === 'redis' ? prepareRedis : prepareMariaDb;
    const { program, args, caFile } = await prepare({
      programs: programs[kind],
      folder,
      port,
      password,
      account,
    });
    const engine = {
      name,
      displayName,
      engine: kind === 'redis' ? 'redis' : 'mysql',
      host: '127.0.0.1',
      port,
      username: ADMINISTRATOR,
      password,
      passwordFile,
      ...(caFile && { caFile }),
      version: await versionOf(program),
      folder,
      // Outside its folder: there the engine's user could put a link in their place, and we may be root.
      pidFile: path.join(home, 'engines', `${name}.pid`),
      stopFile: path.join(home, 'engines', `${name}.stopped`),
    };
    const plan = { program, args, ...account };
    engines.push(engine);
    // Before it runs: what is not described cannot be ended by the next start.
    await writeJson(enginesFile(home), describe(engines, programs), {
      mode: 0o600,
    });
    await keep({ engine, plan, home, runtime, scope, onCrash });
  }
  return engines;
}

/** What tests read: `{ mariadb?, redis: [], programs }`. */
function describe(engines, programs) {
  const [mariadb] = engines.filter(({ engine }) => engine === 'mysql');
  return {
    ...(mariadb && { mariadb }),
    redis: engines.filter(({ engine }) => engine === 'redis'),
    programs,
  };
}

async function keep({ engine, plan, home, runtime, scope, onCrash }) {
  const { name, port, folder, pidFile, stopFile } = engine;
  const kind = engine.engine === 'redis' ? 'redis' : 'mariadb';
  let failed;
  let answering = false;
  const service = await Service.start({
    title: `The demo server ${name} (${ENGINES[kind].title})`,
    node: runtime.node,
    args: [KEEP],
    cwd: root,
    env: {
      ...runtime.env,
      FLYTOWER_ENGINE: JSON.stringify({ ...plan, folder, pidFile, stopFile }),
    },
    log: path.join(home, 'logs', `${name}.log`),
    onCrash: problem => {
      failed ??= problem;
      if (answering) {
        onCrash(problem);
      }
    },
  });
  scope.onEnd(() => service.stop());
  const until = Date.now() + PATIENCE_MS;
  while (!(await greets(port, GREETING[kind]))) {
    scope.signal.throwIfAborted();
    if (failed) {
      throw failed;
    }
    if (Date.now() > until) {
      throw new Problem(
        `The demo server ${name} does not answer on port ${port} after ${
          PATIENCE_MS / 1000
        } s; its log is ${path.join(home, 'logs', `${name}.log`)}.`,
      );
    }
  }
  answering = true;
}

/** Whether a server answers there with anything, within 150 ms. */
function greets(port, words) {
  return new Promise(resolve => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    let greeted = false;
    socket.setTimeout(150, () => socket.destroy());
    socket.on('connect', () => words && socket.write(words));
    socket.once('data', () => {
      greeted = true;
      socket.destroy();
    });
    let refused = false;
    socket.on('error', () => {
      refused = true;
    });
    // A refusal comes at once; there is no use in asking again at once.
    socket.on('close', () =>
      setTimeout(() => resolve(greeted), refused ? 100 : 0),
    );
  });
}

/** Ends the servers that a killed command has left below a state folder. */
export async function endLeftEngines(home) {
  for (const { engine, port, folder, pidFile } of await describedEngines(
    home,
  )) {
    const pid = Number(await readIfThere(pidFile));
    // Redis writes its address over its command line.
    await endIfStill(pid, engine === 'redis' ? `:${port}` : folder);
    for (let look = 0; look < 100 && (await commandOf(pid)); look += 1) {
      await pause(100);
    }
  }
}

/** Removes the data of engines that lies outside the state folder. */
export async function removeEngines(home) {
  for (const { folder } of await describedEngines(home)) {
    await fs.rm(folder, { recursive: true, force: true });
  }
  await removePlaceFor(path.join(home, 'engines'));
}

async function describedEngines(home) {
  const { mariadb, redis = [] } =
    (await readJsonIfThere(enginesFile(home))) ?? {};
  return [mariadb, ...redis].filter(Boolean);
}
