import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import createKnex from 'knex';

const TRANSFORM = require.resolve(
  '@backstage/cli-node/config/nodeTransform.cjs',
);
const KILLABLE = join(__dirname, '__testUtils__', 'killable.ts');

/** Runs the process to its end, and gives how it ended. */
async function run(directory: string, killAt: string = 'nowhere') {
  const child = spawn(
    process.execPath,
    ['--import', TRANSFORM, KILLABLE, directory, killAt],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH } },
  );
  let said = '';
  child.stderr.on('data', data => {
    said += data;
  });
  return new Promise<{
    code: number | null;
    signal: string | null;
    said: string;
  }>(resolve =>
    child.on('close', (code, signal) => resolve({ code, signal, said })),
  );
}

async function whatIs(directory: string) {
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: { filename: join(directory, 'plugin.sqlite') },
    useNullAsDefault: true,
  });
  const operations = await knex('operations').select('state', 'reason');
  const events = await knex('outbox').orderBy('sequence').select('event');
  await knex.destroy();
  return {
    world: readdirSync(join(directory, 'world')).sort(),
    operations,
    events: events.map(({ event }) => JSON.parse(event).summary),
  };
}

describe('a process killed with -9', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'flytower-kill-'));
    mkdirSync(join(directory, 'world'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it.each([
    'in the command',
    'after the command',
    'after the claim of step 1',
    'after the act of step 1',
    'in the record of step 1',
    'after the claim of step 2',
    'after the act of step 2',
    'in the record of step 3',
  ])(
    '%s finishes everything once at its next start',
    async point => {
      expect(await run(directory, point)).toMatchObject({ signal: 'SIGKILL' });
      expect(await run(directory)).toEqual({ code: 0, signal: null, said: '' });
      expect(await whatIs(directory)).toEqual({
        world: ['step-1', 'step-2', 'step-3'],
        operations: [{ state: 'succeeded', reason: '3 of 3 are done' }],
        events: ['Step 1 is done', 'Step 2 is done', 'Step 3 is done'],
      });
    },
    60_000,
  );
});
