import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../api.mjs';
import { signIn } from '../signIn.mjs';
import { descriptorsOf, OpenSockets, upgradeHead } from './raw.mjs';

const TRIALS = 2_000;
/** Sockets without a token, and what the portal itself opens and closes meanwhile. */
const BOUND = 150;
const SIGNALS = '/api/signals';

/** Ways to ask for an upgrade that nobody should get, taken in turn. */
const HOSTILE = [
  () => upgradeHead(SIGNALS),
  n => upgradeHead(`/api/nobody/${n}`),
  n => upgradeHead(`/${'.'.repeat(n % 7)}/%2e%2e/${n}`),
  () => upgradeHead(`${SIGNALS}/../../..//`),
  () => upgradeHead(SIGNALS, ['Sec-WebSocket-Protocol: not.a.token']),
  // Half a handshake: the head never ends.
  () => upgradeHead(SIGNALS).slice(0, -2),
  () => upgradeHead('/').replace('websocket', 'h2c'),
  n => upgradeHead(`${SIGNALS}?${'a'.repeat(n % 900)}`),
];

/** Somebody without a token asks for 2,000 upgrades and keeps what he gets. */
export function upgradeTests(installation) {
  test(`after ${TRIALS} hostile upgrades, the portal serves as before`, async t => {
    const here = installation();
    const [{ port, pid }] = here.replicas;
    const dan = await here.as('dan');
    const before = await descriptorsOf(pid);
    const sockets = new OpenSockets();
    try {
      for (let n = 0; n < TRIALS; n += 100) {
        await Promise.all(
          Array.from({ length: 100 }, (_, index) =>
            sockets.open(
              port,
              HOSTILE[(n + index) % HOSTILE.length](n + index),
            ),
          ),
        );
      }
      await t.test('its descriptors are bounded', async () => {
        await eventually(
          `at most ${BOUND} descriptors more than before (${before})`,
          () => descriptorsOf(pid),
          count => count <= before + BOUND,
          20_000,
        );
      });
      await t.test('people sign in', async () => {
        const token = await signIn(here.portal, 'lee');
        assert.equal(token.split('.').length, 3);
      });
      await t.test('signals push', async () => {
        const heard = await signalsOf(here, 'dan');
        try {
          // Backstage tells of a changed setting to whoever changed it.
          await eventually(
            'the signal of a setting arrives',
            async () => {
              await dan.put('/user-settings/buckets/attack/keys/colour', {
                value: crypto.randomUUID(),
              });
              return heard.messages;
            },
            messages =>
              messages.some(({ channel }) => channel === 'user-settings'),
            20_000,
          );
        } finally {
          heard.close();
        }
      });
    } finally {
      sockets.closeAll();
    }
  });
}

/** Subscribes as the app does: the token is the subprotocol. */
async function signalsOf(here, person) {
  const address = `${here.portal.replace('http', 'ws')}${SIGNALS}`;
  const token = await here.tokenOf(person);
  const messages = [];
  const socket = await eventually(
    'a socket for signals opens',
    () =>
      new Promise((resolve, reject) => {
        const opening = new globalThis.WebSocket(address, token);
        opening.addEventListener('open', () => resolve(opening));
        opening.addEventListener('error', () =>
          reject(new Error('The socket was refused')),
        );
      }),
    Boolean,
    20_000,
  );
  socket.addEventListener('message', ({ data }) =>
    messages.push(JSON.parse(data)),
  );
  socket.send(
    JSON.stringify({ action: 'subscribe', channel: 'user-settings' }),
  );
  return { messages, close: () => socket.close() };
}
