import assert from 'node:assert/strict';
import http from 'node:http';
import { afterEach, test } from 'node:test';
import { Scope } from '../lib/scope.mjs';
import { startBalancer } from '../system/balancer.mjs';

let scope;
afterEach(() => scope.close());

/** A server that answers with its name and what it was sent, or hangs up in the middle. */
async function replica(name, { hangsUp = false } = {}) {
  const seen = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push(`${request.method} ${request.url} ${body}`);
      if (hangsUp) {
        request.socket.destroy();
      } else {
        response.setHeader('set-cookie', ['a=1', 'b=2']);
        response.end(name);
      }
    });
  });
  await new Promise(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  scope.onEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: server.address().port, seen };
}

/** A port at which nobody listens. */
async function nobody() {
  const server = http.createServer();
  await new Promise(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  await new Promise(resolve => {
    server.close(resolve);
  });
  return port;
}

async function before(replicas) {
  const port = await nobody();
  await startBalancer(port, replicas, scope);
  return `http://127.0.0.1:${port}`;
}

test('requests go to each replica in turn, whole', async () => {
  scope = new Scope();
  const one = await replica('one');
  const two = await replica('two');
  const address = await before([one.port, two.port]);
  const answers = [];
  for (let n = 0; n < 4; n += 1) {
    const response = await fetch(`${address}/path?n=${n}`, {
      method: 'POST',
      body: 'body',
    });
    answers.push(await response.text());
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
  }
  assert.deepEqual(answers.sort(), ['one', 'one', 'two', 'two']);
  assert.deepEqual(
    [...one.seen, ...two.seen].sort(),
    [0, 1, 2, 3].map(n => `POST /path?n=${n} body`),
  );
});

test('a replica that is not there is passed over, with the body', async () => {
  scope = new Scope();
  const one = await replica('one');
  const address = await before([await nobody(), one.port]);
  for (let n = 0; n < 3; n += 1) {
    const response = await fetch(address, { method: 'POST', body: 'order' });
    assert.equal(await response.text(), 'one');
  }
  assert.deepEqual(one.seen, Array(3).fill('POST / order'));
});

test('what a replica may have heard is not told to another', async () => {
  scope = new Scope();
  const one = await replica('one', { hangsUp: true });
  const two = await replica('two', { hangsUp: true });
  const address = await before([one.port, two.port]);
  const { status } = await fetch(address, { method: 'POST', body: 'order' });
  assert.equal(status, 502);
  assert.equal(one.seen.length + two.seen.length, 1);
});
