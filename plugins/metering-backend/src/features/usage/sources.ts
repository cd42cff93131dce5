import { SightGap } from '@flytower/plugin-metering-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { Second } from '../../domain/Resource';
import { GAP_AFTER } from '../recording/ClusterRecorder';
import { integer } from '../recording/rows';
import { UsageSelection } from './UsageScope';

/** Seconds since its last look after which a source is not waited for. */
const FRESH = 15;
const MOST_GAPS = 100;

/** Between seconds and what is written. */
export const moments = {
  iso: (second: Second) => new Date(second * 1000).toISOString(),
};

const sourceRowSchema = z.object({ id: z.string(), seen_until: integer });
const gapRowSchema = z.object({
  source: z.string(),
  started_at: integer,
  ended_at: integer,
});

/** How far each source was seen. */
export class Sources {
  /**
   * The moment that figures count up to: the oldest look at a source that is looked at, a few seconds ago. Sources that
   * are out of sight are not waited for; what is open in them is uncertain from their last look on.
   */
  readonly asOf: Second;
  /** Sources that are out of sight, since when. */
  readonly lost: { id: string; since: Second }[];

  static async read(trx: Knex, now: Second): Promise<Sources> {
    const rows: unknown[] = await trx('sources')
      .select('id', 'seen_until')
      .whereNull('ended_at')
      .whereNotNull('seen_until')
      .orderBy('id');
    return new Sources(
      rows.map(row => sourceRowSchema.parse(row)),
      now,
    );
  }

  private constructor(rows: z.output<typeof sourceRowSchema>[], now: Second) {
    this.asOf = Math.min(
      now,
      ...rows
        .map(row => row.seen_until)
        .filter(seenUntil => now - seenUntil <= FRESH),
    );
    this.lost = rows
      .filter(row => now - row.seen_until > GAP_AFTER)
      .map(row => ({ id: row.id, since: row.seen_until }));
  }
}

/** The gaps of sight in the time asked for, oldest first. */
export async function gapsOf(
  trx: Knex,
  sources: Sources,
  selection: UsageSelection,
): Promise<SightGap[]> {
  const from = selection.usedFrom ?? selection.openedFrom ?? 0;
  const to = selection.usedTo ?? sources.asOf;
  const rows: unknown[] = await trx('gaps')
    .where('ended_at', '>', from)
    .where('started_at', '<', to)
    .orderBy([{ column: 'started_at', order: 'desc' }, 'source'])
    .limit(MOST_GAPS);
  const over: { id: string; since: Second; until?: Second }[] = rows
    .map(row => gapRowSchema.parse(row))
    .reverse()
    .map(gap => ({
      id: gap.source,
      since: gap.started_at,
      until: gap.ended_at,
    }));
  const lost = sources.lost.filter(({ since }) => since < to);
  const all: { id: string; since: Second; until?: Second }[] = [
    ...over,
    ...lost,
  ];
  return all
    .map(gap => ({
      source: sourceOf(gap.id),
      from: moments.iso(gap.since),
      ...(gap.until === undefined ? {} : { to: moments.iso(gap.until) }),
    }))
    .filter(
      ({ source }) =>
        selection.cluster === undefined ||
        source.kind === 'feed' ||
        source.name === selection.cluster,
    );
}

function sourceOf(id: string): SightGap['source'] {
  const [kind, name] = id.split(':');
  return {
    kind: kind === 'volumes' || kind === 'feed' ? kind : 'cluster',
    name,
  };
}
