import { setImmediate } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Store } from '@flytower/durable';
import { factText, plainHash } from '../domain/chain';
import { parseFactRow } from '../rows';
import { LogKeys } from './LogKeys';
import { parseHeadRow } from './rows';
import { closeBatch, lockHead } from './writeChain';

const PAGE = 200;

/**
 * Closes the facts from before the log had a key into the signed chain: checks them by their hashes, and signs them as
 * one batch of the kind `inherited`. What was tampered with before that cannot be known any more, and the batch says so
 * by its kind; what is tampered with afterwards shows. Facts whose hashes do not fit are signed as they are, loudly: a
 * check names them from then on. Does nothing where the chain is signed already.
 */
export async function adoptOldFacts(options: {
  store: Store;
  keys: LogKeys;
  now: Date;
  logger: LoggerService;
}): Promise<void> {
  const { store, keys, now, logger } = options;
  const found = parseHeadRow(
    await store.knex('log_head').where({ id: 1 }).first(),
  );
  if (found.batch > 0 || found.last === 0) {
    return;
  }
  const misfit = await firstMisfit(store, found.last);
  await store.transaction(async trx => {
    const head = await lockHead(trx);
    if (head.batch > 0) {
      // Another replica was first.
      return;
    }
    await closeBatch(trx, keys, {
      number: 1,
      kind: 'inherited',
      first: 1,
      last: head.last,
      hash: head.hash,
      at: now,
      previous: '',
    });
  });
  if (misfit === undefined) {
    logger.info(
      `The operation log's ${found.last} facts from before it had a key fit their hashes and are signed from now on`,
    );
  } else {
    logger.error(
      `The operation log's facts from before it had a key do not fit their hashes, first at fact ${misfit}; they are signed as they are. Compare with a backup of the audit database`,
    );
  }
}

/** The first fact that is missing or does not fit its hash. */
async function firstMisfit(
  store: Store,
  last: number,
): Promise<number | undefined> {
  let previous = { sequence: 0, hash: '' };
  while (previous.sequence < last) {
    const rows: unknown[] = await store
      .knex('facts')
      .where('sequence', '>', previous.sequence)
      .orderBy('sequence')
      .limit(PAGE);
    for (const fact of rows.map(parseFactRow)) {
      if (
        fact.sequence !== previous.sequence + 1 ||
        fact.hash !== plainHash(factText(previous.hash, fact, fact.dataText))
      ) {
        return previous.sequence + 1;
      }
      previous = fact;
    }
    if (rows.length === 0) {
      return previous.sequence + 1;
    }
    await setImmediate();
  }
  return undefined;
}
