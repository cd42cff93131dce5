import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { isTaken, portsFor, requireFree, TEST_SHIFT } from '../lib/ports.mjs';
import { Problem } from '../lib/problem.mjs';

function numbers(ports) {
  const { clusters, ...single } = ports;
  return [
    ...Object.values(single).flat(),
    ...Object.values(clusters).flatMap(cluster => Object.values(cluster)),
  ];
}

test('the portal is at 7007, where the README says', () => {
  assert.equal(portsFor(undefined).portal, 7007);
});

test('no two parts of an installation, nor of the tests beside it, share a port', () => {
  const all = [
    ...numbers(portsFor(undefined)),
    ...numbers(portsFor(undefined, TEST_SHIFT)),
  ];
  assert.equal(new Set(all).size, all.length);
});

test('the offset moves every port', () => {
  const moved = numbers(portsFor('1000'));
  assert.deepEqual(
    moved,
    numbers(portsFor('')).map(port => port + 1000),
  );
});

for (const offset of ['east', '-1', '1.5', '60000']) {
  test(`an offset of ${offset} is refused, with the range`, () => {
    assert.throws(
      () => portsFor(offset),
      error =>
        error instanceof Problem &&
        /between 0 and \d+/.test(error.message) &&
        error.message.includes(`"${offset}"`),
    );
  });
}

test('a port in use is told with what wants it and the way out', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => {
    server.once('listening', resolve);
  });
  const { port } = server.address();
  assert.equal(await isTaken(port), true);
  await assert.rejects(
    requireFree({ 'the portal': port }),
    new RegExp(`Port ${port}, wanted for the portal,.*FLYTOWER_PORT_OFFSET`),
  );
  await new Promise(resolve => {
    server.close(resolve);
  });
  assert.equal(await isTaken(port), false);
});
