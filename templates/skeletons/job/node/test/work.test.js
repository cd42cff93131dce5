import assert from 'node:assert/strict';
import { test } from 'node:test';
import { work } from '../src/work.js';

test('says what it did', async () => {
  assert.equal(await work(), 'The work is done');
});
