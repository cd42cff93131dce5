import { InputError } from '@backstage/errors';
import { ChangePage, FeedEvent, feedEventSchema } from '@flytower/contract';
import type { Knex } from 'knex';
import { z } from 'zod';
import { Store } from './Store';

const sequenceColumn = z.coerce.number<unknown>().int();

/** A place in a feed. Readers of before kept the sequence alone. */
interface Place {
  epoch?: string;
  sequence: number;
  id?: string;
}

interface Head extends Required<Place> {
  cursor: string;
}

/**
 * The cursor of the newest event. Read it in the {@link Store.readTransaction} that reads a snapshot, so that snapshot
 * and later changes fit together.
 *
 * @public
 */
export async function feedCursor(trx: Knex): Promise<string> {
  return (await headOf(trx)).cursor;
}

/**
 * The events after a cursor (left out: all that the feed still has), oldest first, at most 500: what a plugin answers to
 * `GET /v1/changes?after=…`. A cursor whose event is not the feed's own at that sequence does not match: the database was
 * put back, whatever its sequence is by now, or its old events were trimmed. An `InputError` for what is no cursor.
 *
 * An event that cannot be read is left out, said once as an ERROR, and stands by its sequence among the unreadable ones.
 *
 * @public
 */
export async function readChanges(
  store: Store,
  after: string | undefined,
  limit: number,
): Promise<ChangePage> {
  // Most looks end here: nothing is new.
  if (after !== undefined && (await headOf(store.knex)).cursor === after) {
    return { kind: 'changes', changes: [], cursor: after };
  }
  return store.readTransaction(async trx => {
    const head = await headOf(trx);
    const place = after === undefined ? undefined : placeOf(after);
    const reason = place && (await mismatchOf(trx, head, place));
    if (reason) {
      return { kind: 'mismatch', reason, cursor: head.cursor };
    }
    const { changes, unreadable, last } = await eventsAfter(
      store,
      trx,
      place?.sequence ?? 0,
      limit,
    );
    return {
      kind: 'changes',
      changes,
      ...(unreadable.length > 0 ? { unreadable } : {}),
      cursor: last ? cursorOf({ ...last, epoch: head.epoch }) : head.cursor,
    };
  });
}

async function headOf(trx: Knex): Promise<Head> {
  const row: unknown = await trx('outbox_head as head')
    .leftJoin('outbox', 'outbox.sequence', 'head.last')
    .where('head.id', 1)
    .first('head.epoch', 'head.last', 'head.last_id', 'outbox.id');
  const { epoch, last, last_id, id } = z
    .object({
      epoch: z.string(),
      last: sequenceColumn,
      last_id: z.string(),
      id: z.string().nullable(),
    })
    .parse(row);
  // A replica of the version before writes no id into the head; the event itself has it, until it is trimmed.
  const place = { epoch, sequence: last, id: id ?? last_id };
  return { ...place, cursor: cursorOf(place) };
}

/** Why a place is none of this feed, or undefined where it is one. */
async function mismatchOf(
  trx: Knex,
  head: Head,
  { epoch, sequence, id }: Place,
): Promise<'put-back' | 'trimmed' | undefined> {
  if (
    sequence > head.sequence ||
    (epoch !== undefined && epoch !== head.epoch)
  ) {
    return 'put-back';
  }
  if (sequence === head.sequence) {
    return id === undefined || id === head.id ? undefined : 'put-back';
  }
  const oldest = await oldestOf(trx);
  if (sequence === 0) {
    return oldest === 1 ? undefined : 'trimmed';
  }
  if (oldest === undefined || sequence < oldest) {
    return 'trimmed';
  }
  const event = await trx('outbox').where({ sequence }).first('id');
  return event && (id === undefined || event.id === id)
    ? undefined
    : 'put-back';
}

async function oldestOf(trx: Knex): Promise<number | undefined> {
  const row = await trx('outbox').min('sequence as oldest').first();
  return sequenceColumn.optional().parse(row?.oldest ?? undefined);
}

/** What of a row is the database's own word, whatever its event holds. */
const placeRowSchema = z.object({ sequence: sequenceColumn, id: z.string() });
const outboxRowSchema = placeRowSchema.extend({ event: z.string() });

async function eventsAfter(
  store: Store,
  trx: Knex,
  after: number,
  limit: number,
): Promise<{
  changes: FeedEvent[];
  unreadable: number[];
  last?: z.infer<typeof placeRowSchema>;
}> {
  const rows: unknown[] = await trx('outbox')
    .select('sequence', 'id', 'event')
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(Math.min(limit, 500));
  const places = rows.map(row => placeRowSchema.parse(row));
  const changes = store.readable({
    table: 'outbox',
    key: 'sequence',
    rows,
    parse: raw => {
      const { sequence, id, event } = outboxRowSchema.parse(raw);
      return feedEventSchema
        .extend({ sequence: z.literal(sequence), id: z.literal(id) })
        .parse(JSON.parse(event));
    },
  });
  const read = new Set(changes.map(({ sequence }) => sequence));
  return {
    changes,
    unreadable: places
      .map(({ sequence }) => sequence)
      .filter(sequence => !read.has(sequence)),
    last: places.at(-1),
  };
}

function cursorOf({
  epoch,
  sequence,
  id,
}: Pick<Required<Place>, 'epoch' | 'sequence' | 'id'>): string {
  return `${epoch}.${sequence}.${id}`;
}

/**
 * The sequence of a cursor, to say how far something is. An `InputError` for what is no cursor.
 *
 * @public
 */
export function sequenceOfCursor(cursor: string): number {
  return placeOf(cursor).sequence;
}

function placeOf(cursor: string): Place {
  const [, epoch, sequence, id] =
    cursor.match(/^(?:([^.]+)\.)?(\d{1,15})(?:\.([^.]*))?$/) ?? [];
  if (sequence === undefined || (epoch === undefined) !== (id === undefined)) {
    throw new InputError(
      `"${cursor}" is no cursor of a change feed; ask without one`,
    );
  }
  return {
    sequence: Number(sequence),
    ...(epoch === undefined ? {} : { epoch, id }),
  };
}
