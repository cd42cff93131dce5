import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import { Segment } from '../domain/segment';
import { inOrder } from '../integrity/LogReader';
import { integer } from '../rows';

/** Rows in one transaction. */
const PAGE = 200;

const factSchema = z.object({ sequence: integer, entry_id: z.string() });

/**
 * Removes what a signed segment names: facts, the entries that lose their last fact with them, and batches; some at a
 * time. Does nothing where it is gone already. False where it ended early.
 *
 * @param goOn - after each part; false ends it
 */
export async function removeClosed(
  store: Store,
  segment: Segment,
  goOn: () => Promise<boolean>,
): Promise<boolean> {
  for (;;) {
    const facts = await factsAfter(store.knex, 0, segment.last);
    if (facts.length === 0) {
      break;
    }
    await store.transaction(trx => removeFacts(trx, facts));
    if (!(await goOn())) {
      return false;
    }
  }
  for (;;) {
    const rows: unknown[] = await inOrder(
      store.knex('fact_batches').where('number', '<=', segment.batch),
      'number',
    )
      .orderBy('number')
      .limit(PAGE)
      .select('number');
    const numbers = rows.map(
      row => z.object({ number: integer }).parse(row).number,
    );
    if (numbers.length === 0) {
      return true;
    }
    await store.knex('fact_batches').whereIn('number', numbers).delete();
    if (!(await goOn())) {
      return false;
    }
  }
}

/**
 * The same, for what a killed retention left. Where it cannot be removed, that is said, and whoever goes on finds what is
 * there.
 */
export async function removeLeft(
  store: Store,
  segment: Segment,
  logger: LoggerService,
  goOn: () => Promise<boolean>,
): Promise<void> {
  try {
    await removeClosed(store, segment, goOn);
  } catch (error) {
    logger.error(
      'What retention closed of the operation log could not be removed; look at the segments and triggers of the audit database',
      toError(error),
    );
  }
}

/** Some facts behind one, up to another. */
export async function factsAfter(knex: Knex, sequence: number, last: number) {
  const rows: unknown[] = await inOrder(
    knex('facts').where('sequence', '>', sequence),
    'sequence',
  )
    .where('sequence', '<=', last)
    .orderBy('sequence')
    .limit(PAGE)
    .select('sequence', 'entry_id');
  return rows.map(row => factSchema.parse(row));
}

async function removeFacts(
  trx: Knex.Transaction,
  facts: z.infer<typeof factSchema>[],
): Promise<void> {
  const sequences = facts.map(({ sequence }) => sequence);
  const ids = [...new Set(facts.map(({ entry_id: id }) => id))];
  await trx('facts').whereIn('sequence', sequences).delete();
  const left: unknown[] = await trx('facts')
    .whereIn('entry_id', ids)
    .distinct('entry_id as id');
  const goOn = new Set(
    left.map(row => z.object({ id: z.string() }).parse(row).id),
  );
  await trx('entries')
    .whereIn(
      'id',
      ids.filter(id => !goOn.has(id)),
    )
    .delete();
}
