import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  commandProblem,
  explain,
  lastLines,
  Problem,
} from '../lib/problem.mjs';

test('a full disk reads like one, wherever it shows', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device'), {
    code: 'ENOSPC',
  });
  assert.match(explain(full), /^The disk is full; free some space/);
  assert.match(
    commandProblem('Go could not build etcd.', 'write: no space left on device')
      .message,
    /^The disk is full/,
  );
});

test('a failed command keeps its sentence and the end of its output', () => {
  const problem = commandProblem('It failed.', 'one\n\ntwo\nthree\n');
  assert.equal(problem.message, 'It failed.');
  assert.equal(problem.details, 'one\ntwo\nthree');
});

test('the last lines leave empty ones out', () => {
  assert.equal(lastLines('a\n\nb  \nc\n\n', 2), 'b\nc');
});

test('a file that may not be written is named', () => {
  assert.match(
    explain(
      Object.assign(new Error('x'), { code: 'EACCES', path: '/opt/cache' }),
    ),
    /may not write \/opt\/cache/,
  );
});

test('a problem speaks for itself', () => {
  assert.equal(explain(new Problem('Do that.')), 'Do that.');
});
