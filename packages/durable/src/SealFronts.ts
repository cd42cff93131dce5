import type { Knex } from 'knex';
import { z } from 'zod';

const rowsSchema = z.array(
  z.object({ key_id: z.string(), generation: z.int() }),
);

/** Where a ring stands among those that this database has seen. */
export interface FrontStanding {
  /** The newest key that ever stood first. */
  newest: string;
  /** Keys that stood first before the newest. */
  left: string[];
}

/**
 * Remembers which keys have stood first in the ring of any replica. A ring says of itself alone which of its keys is the
 * newest; during a rotation there are two rings, `[old, new]` and `[new, old]`, and only who came first tells which of
 * them is the older configuration. A key that was left is never gone back to: a third one is made.
 */
export async function enterFront(
  trx: Knex.Transaction,
  ring: readonly string[],
  /** Keys that something is sealed with now. */
  inUse: readonly string[],
): Promise<FrontStanding> {
  const [front = '', ...behind] = ring;
  const known = await read(trx);
  if (!known.includes(front)) {
    // Before anything was remembered, what is in use was first once.
    const earlier =
      known.length > 0 ? [] : behind.filter(id => inUse.includes(id));
    const entering = [...earlier.reverse(), front];
    await trx('seal_fronts')
      .insert(
        entering.map((id, index) => ({
          key_id: id,
          generation: known.length + index + 1,
        })),
      )
      // Another replica entered at the same moment; whoever is left out enters the next time.
      .onConflict()
      .ignore();
  }
  return readFronts(trx, front);
}

/** How it stands; before any front was entered the given one is the newest. */
export async function readFronts(
  knex: Knex,
  front: string,
): Promise<FrontStanding> {
  const left = await read(knex);
  const newest = left.pop() ?? front;
  return { newest, left };
}

async function read(knex: Knex): Promise<string[]> {
  const rows = rowsSchema.parse(
    await knex('seal_fronts').orderBy('generation').select('*'),
  );
  return rows.map(row => row.key_id);
}
