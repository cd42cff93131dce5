import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turnsOf } from '../testing/turns.mjs';

test('neighbours that may run side by side are one turn, in the order of the suites', () => {
  const beside = { sideBySide: true };
  const suites = { format: beside, lint: beside, unit: {}, a: beside, b: {} };
  assert.deepEqual(turnsOf(Object.keys(suites), suites), [
    ['format', 'lint'],
    ['unit'],
    ['a'],
    ['b'],
  ]);
  assert.deepEqual(turnsOf(['format', 'unit', 'lint'], suites), [
    ['format'],
    ['unit'],
    ['lint'],
  ]);
});
