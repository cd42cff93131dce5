import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

/**
 * For how long what is over is kept, in milliseconds.
 *
 * @public
 */
export interface RetentionPeriods {
  /** Operations, from their end. */
  operationsMs: number;
  /** Events of the change feed. A reader that was away for longer takes a snapshot. */
  eventsMs: number;
  /** Idempotency keys: the same call again within this time is one call. */
  idempotencyKeysMs: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const days = z.int().min(1).max(3_650);

const schema = z.object({
  operationDays: days.default(90),
  eventDays: days.default(30),
  idempotencyKeyDays: days.default(7),
});

/**
 * Reads `flytower.retention` of the configuration.
 *
 * @throws InputError with a sentence that says where it is wrong
 * @public
 */
export function readRetention(config: RootConfigService): RetentionPeriods {
  const parsed = schema.safeParse(
    config.getOptional('flytower.retention') ?? {},
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `Check flytower.retention.${issue.path.join(
        '.',
      )} in the configuration: it is a whole number of days from 1 to 3650`,
    );
  }
  const { operationDays, eventDays, idempotencyKeyDays } = parsed.data;
  return {
    operationsMs: operationDays * DAY_MS,
    eventsMs: eventDays * DAY_MS,
    idempotencyKeysMs: idempotencyKeyDays * DAY_MS,
  };
}
