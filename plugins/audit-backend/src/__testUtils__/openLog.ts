import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { Store } from '@flytower/durable';
import { FakeClock } from '@flytower/durable/testUtils';
import { AuditStore } from '../AuditStore';
import { AuditViews } from '../AuditViews';
import { Checkpointer } from '../chain/Checkpointer';
import { Checkpoints } from '../chain/Checkpoints';
import { LogKeys } from '../chain/LogKeys';
import { JobRow } from '../integrity/JobRow';
import { LogCheck } from '../integrity/LogCheck';

export const MIGRATIONS = join(__dirname, '..', '..', 'migrations');

/** A key of the log, from one letter. */
export function aKey(letter: string) {
  return { id: letter, key: Buffer.alloc(32, letter).toString('base64') };
}

/** The whole log over a database, signed with some keys. */
export function logOver(store: Store, letters: string = 'a') {
  const clock = new FakeClock('2026-03-01T12:00:00.000Z');
  const logger = mockServices.logger.mock();
  const keys = LogKeys.create([...letters].map(aKey));
  const log = AuditStore.create({ store, clock, keys });
  const views = AuditViews.create({ store });
  const all = async () => {
    const entries = [];
    for await (const page of views.pages({})) {
      entries.push(...page);
    }
    return entries;
  };
  const checkpoints = Checkpoints.create({ store, keys });
  const checkpointer = Checkpointer.create({ checkpoints, clock, logger });
  const row = JobRow.create({ store, clock, keys });
  const check = LogCheck.create({
    store,
    clock,
    keys,
    row,
    anchors: () => checkpointer.anchors(),
    logger,
  });
  /** What a check of everything says. */
  const verdict = async () => (await check.run('beginning')).verdict;
  return {
    store,
    clock,
    logger,
    keys,
    log,
    views,
    all,
    checkpoints,
    checkpointer,
    row,
    check,
    verdict,
  };
}

/** An empty operation log. */
export async function openLog(
  openTestStore: (migrations?: string) => Promise<Store>,
  letters?: string,
) {
  return logOver(await openTestStore(MIGRATIONS), letters);
}
