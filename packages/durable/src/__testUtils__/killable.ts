/**
 * A process that does one operation of three steps over a SQLite file, and kills itself (-9) where it is told to. Run
 * by kill.test.ts: `node killable.ts <directory> <point>`.
 *
 * Its world is a directory: each step makes one file, and making one twice is an error.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoggerService } from '@backstage/backend-plugin-api';
import createKnex from 'knex';
import {
  appendEvent,
  Engine,
  openStore,
  OperationStore,
  systemClock,
} from '..';
import { anOrder } from './operations';

const STEPS = 3;
const [directory, killAt] = process.argv.slice(2);
const world = join(directory, 'world');

function mayDieAt(point: string) {
  if (point === killAt) {
    process.kill(process.pid, 'SIGKILL');
  }
}

const logger: LoggerService = {
  error: message => process.stderr.write(`${message}\n`),
  warn: message => process.stderr.write(`${message}\n`),
  info: () => undefined,
  debug: () => undefined,
  child: () => logger,
};

function stepDone(step: number) {
  return {
    type: 'step.done.v1',
    subject: { kind: 'step', id: `${step}`, name: `step ${step}` },
    actor: 'flytower',
    summary: `Step ${step} is done`,
    data: {},
  };
}

async function main() {
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: { filename: join(directory, 'plugin.sqlite') },
    useNullAsDefault: true,
  });
  const store = await openStore({
    database: { getClient: async () => knex },
    logger,
  });
  const operations = OperationStore.create({ store, clock: systemClock });
  const { id } = await store.transaction(async trx => {
    const order = anOrder({ idempotencyKey: 'the one click' });
    const operation = await operations.start(trx, order);
    mayDieAt('in the command');
    return operation;
  });
  mayDieAt('after the command');

  const engine = Engine.create({
    name: 'killable',
    store,
    operations,
    clock: systemClock,
    logger,
    handlers: {
      'tenant.onboard': async ({ memo }) => {
        const recorded = Number(memo.recorded ?? 0);
        mayDieAt(`after the claim of step ${recorded + 1}`);
        const observed = readdirSync(world).length;
        if (observed === recorded) {
          writeFileSync(join(world, `step-${recorded + 1}`), '', {
            flag: 'wx',
          });
        }
        const step = recorded + 1;
        mayDieAt(`after the act of step ${step}`);
        return {
          state: step === STEPS ? 'succeeded' : 'in-progress',
          reason: `${step} of ${STEPS} are done`,
          memo: { recorded: step },
          nextInMs: 0,
          write: async trx => {
            await appendEvent(trx, systemClock, stepDone(step));
            mayDieAt(`in the record of step ${step}`);
          },
        };
      },
    },
  });
  while ((await operations.get(id))?.state !== 'succeeded') {
    await engine.runDue();
  }
  await knex.destroy();
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
