import { setImmediate } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { factText, plainHash } from '../domain/chain';
import { newestSequence } from '../integrity/LogReader';
import { orNothing, parseFactRow } from '../rows';
import { LogKeys } from './LogKeys';
import { parseBatchRow, parseHeadRow, parseSegmentRow } from './rows';
import { closeBatch, insertBatch, lockHead } from './writeChain';

const PAGE = 200;
const SETTING = 'flytower.audit.adoptUnsigned';

/** Facts that no batch signs, from the first that is kept. */
interface Unsigned {
  first: number;
  last: number;
  /** Of the last of them. */
  hash: string;
}

/**
 * Facts that nobody signed are from before the log had a key, or somebody without the key put them there: the database
 * alone cannot tell which. So they are signed only where the configuration says so, as one batch of the kind `inherited`
 * with the time; otherwise they stay unsigned for ever, which is what the check says, and the log goes on behind them.
 * Those of a version before may be adopted later too. Where a part was closed by retention the log had a key, so that
 * nothing is adopted there.
 *
 * Facts whose hashes do not fit are signed as they are, loudly: a check names them from then on.
 */
export async function adoptUnsigned(options: {
  store: Store;
  keys: LogKeys;
  now: Date;
  logger: LoggerService;
  /** Whether the configuration says so. */
  adopt: boolean;
}): Promise<void> {
  const { store, keys, now, logger, adopt } = options;
  const found = await unsignedFacts(store.knex);
  if (!found) {
    if (adopt) {
      logger.warn(
        `There is nothing to adopt into the operation log; take ${SETTING} out: as long as it is set, facts that somebody puts into the database without the key may be signed at a start`,
      );
    }
    return;
  }
  const facts = `Facts ${found.first} to ${found.last} of the operation log`;
  if (found.first > 1) {
    logger.error(
      `${facts} are signed by nobody, and the log had a key before them: somebody put them there. The log goes on behind them, and its check says so. Compare with a backup of the audit database`,
    );
    return;
  }
  if (!adopt) {
    logger.error(
      `${facts} are signed by nobody. The log goes on behind them, and its check says that it is broken. If a version from before the key wrote them, set ${SETTING} to true for one start; if not, somebody put them there: compare with a backup of the audit database`,
    );
    return;
  }
  const misfit = await firstMisfit(store, found.last);
  await store.transaction(async trx => {
    const head = await lockHead(trx);
    const unsigned = await unsignedFacts(trx);
    if (!unsigned) {
      // Another replica was first.
      return;
    }
    const batch = {
      ...unsigned,
      number: 1,
      kind: 'inherited',
      at: now,
      previous: '',
    } as const;
    await (head.batch === 0 ? closeBatch : insertBatch)(trx, keys, batch);
  });
  const adopted = `${facts} were signed by nobody and are adopted, because ${SETTING} is set; take it out now`;
  if (misfit === undefined) {
    logger.warn(
      `${adopted}. They fit their hashes, and are signed from now on`,
    );
  } else {
    logger.error(
      `${adopted}. They do not fit their hashes, first at fact ${misfit}, and are signed as they are. Compare with a backup of the audit database`,
    );
  }
}

/** Undefined where every fact is behind the first batch, whatever a check finds of those. */
async function unsignedFacts(knex: Knex): Promise<Unsigned | undefined> {
  // Signed or not, a row of it says that the log had a key.
  const segmentRow: unknown = await knex('log_segments')
    .orderBy('number', 'desc')
    .first();
  const segment = orNothing(() => parseSegmentRow(segmentRow));
  if (segmentRow !== undefined && !segment) {
    // Where the log begins cannot be known then; a check says what it is.
    return undefined;
  }
  const first = (segment?.last ?? 0) + 1;
  const batchRow: unknown = await knex('fact_batches')
    .orderBy('number')
    .first();
  const batch = orNothing(() => parseBatchRow(batchRow));
  if (batchRow !== undefined) {
    const began = first === 1 && batch?.number === 2 && batch.previous === '';
    return began ? endingAt(knex, first, batch.first - 1) : undefined;
  }
  const headRow: unknown = await knex('log_head').where({ id: 1 }).first();
  const head = orNothing(() => parseHeadRow(headRow));
  const newest = await newestSequence(knex);
  if (head && head.last >= first && head.last >= newest) {
    return { first, last: head.last, hash: head.hash };
  }
  return newest >= first ? endingAt(knex, first, newest) : undefined;
}

async function endingAt(
  knex: Knex,
  first: number,
  last: number,
): Promise<Unsigned> {
  const row = await knex('facts').where({ sequence: last }).first('hash');
  return { first, last, hash: String(row?.hash ?? '') };
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
      .where('sequence', '<=', last)
      .orderBy('sequence')
      .limit(PAGE);
    for (const row of rows) {
      const fact = orNothing(() => parseFactRow(row));
      if (
        fact?.sequence !== previous.sequence + 1 ||
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
