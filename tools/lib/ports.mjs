import net from 'node:net';
import { Problem } from './problem.mjs';

/** Every port of a local installation. A cluster takes six in a row, from its first; Redis servers and replicas two each. */
const PORTS = {
  portal: 7007,
  replica: 7017,
  devServer: 3000,
  identity: 9010,
  postgres: 9020,
  mysql: 13306,
  redis: 16379,
  bundle: 9030,
  east: 16443,
  west: 16543,
};

/** The tests' own portal and clusters stand this far beside the developer's. */
export const TEST_SHIFT = 200;

const CLUSTER_PORTS = [
  'apiServer',
  'etcd',
  'etcdPeer',
  'controllerManager',
  'scheduler',
  'kwok',
];

/**
 * @param {string | undefined} offset FLYTOWER_PORT_OFFSET: added to every port, so that two checkouts can run side by side
 * @param {number} [shift]
 */
export function portsFor(offset, shift = 0) {
  const added = Number(offset || 0);
  const highest = Math.max(...Object.values(PORTS)) + CLUSTER_PORTS.length;
  if (
    !Number.isInteger(added) ||
    added < 0 ||
    added + TEST_SHIFT + highest > 65535
  ) {
    throw new Problem(
      `FLYTOWER_PORT_OFFSET is "${offset}", which is no whole number between 0 and ${
        65535 - TEST_SHIFT - highest
      }; set it to one, or unset it.`,
    );
  }
  const at = name => PORTS[name] + added + shift;
  const cluster = name =>
    Object.fromEntries(
      CLUSTER_PORTS.map((port, index) => [port, at(name) + index]),
    );
  return {
    portal: at('portal'),
    replicas: [at('replica'), at('replica') + 1],
    devServer: at('devServer'),
    identity: at('identity'),
    postgres: at('postgres'),
    mysql: at('mysql'),
    redis: [at('redis'), at('redis') + 1],
    bundle: at('bundle'),
    clusters: { east: cluster('east'), west: cluster('west') },
  };
}

/** Whether something already listens on this port of the loopback. */
export function isTaken(port) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', error =>
      error.code === 'EADDRINUSE' ? resolve(true) : reject(error),
    );
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      server.close(() => resolve(false)),
    );
  });
}

/**
 * @param {Record<string, number>} wanted what each port is for
 */
export async function requireFree(wanted) {
  for (const [purpose, port] of Object.entries(wanted)) {
    if (await isTaken(port)) {
      throw new Problem(
        `Port ${port}, wanted for ${purpose}, is used by another program; end that program, or move all ports with FLYTOWER_PORT_OFFSET=1000 (local clusters keep their ports: run \`npm run reset\` first).`,
      );
    }
  }
}
