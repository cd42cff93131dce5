import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { Store } from '@flytower/durable';
import { FakeClock } from '@flytower/durable/testUtils';
import { Secret } from '@flytower/sealing';
import { LogKeys } from '../chain/LogKeys';
import { createLog } from '../createLog';

export const MIGRATIONS = join(__dirname, '..', '..', 'migrations');

/** A key of the log, from one letter, as the configuration has it. */
export function aKey(letter: string) {
  return { id: letter, key: Buffer.alloc(32, letter).toString('base64') };
}

/** The whole log over a database, signed with some keys. */
export function logOver(store: Store, letters: string = 'a') {
  const clock = new FakeClock('2026-03-01T12:00:00.000Z');
  const logger = mockServices.logger.mock();
  const keys = LogKeys.create(
    [...letters].map(aKey).map(({ id, key }) => ({ id, key: Secret.of(key) })),
  );
  const opened = createLog({ store, clock, keys, logger });
  const { check, views } = opened;
  return {
    ...opened,
    store,
    clock,
    logger,
    keys,
    /** Every entry, newest first. */
    all: async () => {
      const entries = [];
      for await (const page of views.pages({})) {
        entries.push(...page);
      }
      return entries;
    },
    /** What a check of everything says. */
    verdict: async () => (await check.run('beginning')).verdict,
  };
}

/** An empty operation log. */
export async function openLog(
  openTestStore: (migrations?: string) => Promise<Store>,
  letters?: string,
) {
  return logOver(await openTestStore(MIGRATIONS), letters);
}
