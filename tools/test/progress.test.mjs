import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elapsed, phaseLine, Progress } from '../lib/progress.mjs';

test('times are short and have units', () => {
  assert.equal(elapsed(40), '0.0 s');
  assert.equal(elapsed(4_230), '4.2 s');
  assert.equal(elapsed(42_000), '42 s');
  assert.equal(elapsed(185_000), '3 min 05 s');
});

test('a phase line shows mark, title, time and note in columns', () => {
  assert.equal(
    phaseLine('✓', 'Clusters', 3_400, 'east, west'),
    '  ✓ Clusters                3.4 s       east, west',
  );
});

function recorder({ live }) {
  let text = '';
  let now = 0;
  const out = {
    write: chunk => {
      text += chunk;
    },
  };
  return {
    progress: new Progress({ out, live, now: () => now }),
    advance: ms => {
      now += ms;
    },
    get text() {
      return text;
    },
  };
}

test('a phase tells what it waits for, how long it took and what came out', async () => {
  const record = recorder({ live: false });
  const result = await record.progress.phase('App', async waitsFor => {
    waitsFor('the build');
    record.advance(12_000);
    return 'built';
  });
  assert.equal(result, 'built');
  assert.deepEqual(record.text.trimEnd().split('\n'), [
    '  … App                     0.0 s       the build',
    '  ✓ App                     12 s        built',
  ]);
});

test('a phase that fails says what it waited for, and passes the failure on', async () => {
  const record = recorder({ live: false });
  await assert.rejects(
    record.progress.phase('App', async waitsFor => {
      waitsFor('the build');
      throw new Error('broken');
    }),
    /broken/,
  );
  assert.match(record.text, /✗ App .*the build\n$/);
});

test('on a terminal a running phase is one line that is drawn anew', async () => {
  const record = recorder({ live: true });
  await record.progress.phase('App', async waitsFor => waitsFor('the build'));
  assert.equal(record.text.split('\n').length, 2);
  assert.ok(record.text.includes('\r\u001b[2K  … App'));
});
