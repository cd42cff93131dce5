import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createApp } from '../src/app.js';

const app = createApp();
let base;

before(
  () =>
    new Promise(resolve =>
      app.listen(0, '127.0.0.1', () => {
        base = `http://127.0.0.1:${app.address().port}`;
        resolve();
      }),
    ),
);
after(() => app.close());

test('is well', async () => {
  const response = await fetch(`${base}${{ values.health }}`);
  assert.equal(response.status, 200);
});

test('says who it is', async () => {
  const response = await fetch(base);
  assert.deepEqual(await response.json(), { service: '${{ values.name }}' });
});

test('says what is not there', async () => {
  const response = await fetch(`${base}/nothing`);
  assert.equal(response.status, 404);
});
