import fs from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';

/** Sockets that are opened and kept, as somebody does who means harm. */
export class OpenSockets {
  #sockets = [];

  /**
   * Connects and says something, which may be nothing.
   *
   * @param {number} port
   * @param {string} [words]
   * @returns {Promise<void>} connected, or refused
   */
  open(port, words = '') {
    return new Promise(resolve => {
      const socket = net.connect({ port, host: '127.0.0.1' }, () => {
        socket.write(words);
        resolve();
      });
      socket.on('error', () => resolve());
      // What comes back is read and thrown away: a full buffer would hold the server up for another reason.
      socket.resume();
      this.#sockets.push(socket);
    });
  }

  closeAll() {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }
}

/** The head of a request for an upgrade, whole but for what `more` leaves out or adds. */
export function upgradeHead(path, more = []) {
  return [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...more,
    '',
    '',
  ].join('\r\n');
}

/** How many files and sockets a process has open. */
export async function descriptorsOf(pid) {
  return (await fs.readdir(`/proc/${pid}/fd`)).length;
}

/** Whether the portal says that it is alive, to a load balancer that connects anew each time. */
export function isAlive(portal) {
  return new Promise(resolve => {
    const asked = http.get(
      `${portal}/.backstage/health/v1/liveness`,
      { agent: false, timeout: 5_000 },
      response => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
  });
}

/**
 * Does something and asks for liveness meanwhile, one question after the other.
 *
 * @template T
 * @param {string} portal
 * @param {() => Promise<T>} work
 * @returns {Promise<{ result: T, took: number, longest: number }>} milliseconds of the work, and of the slowest answer in it
 */
export async function livenessDuring(portal, work) {
  const began = performance.now();
  let took;
  let longest = 0;
  const doing = work().finally(() => {
    took = performance.now() - began;
  });
  doing.catch(() => {}); // it is awaited below
  while (took === undefined) {
    const asked = performance.now();
    await isAlive(portal);
    longest = Math.max(longest, performance.now() - asked);
  }
  return { result: await doing, took, longest };
}
