import { z } from 'zod';
import { changePageSchema, feedCursorSchema } from './event';
import { defineRoute } from './route';

/**
 * The change feed, the same in every plugin that has one: what happened after a cursor, in order, for other backends.
 * Without one: everything that the feed still has. Each contract says which plugins may read it:
 * `listChanges: servedTo(listChangesRoute, ['audit'])`.
 *
 * @public
 */
export const listChangesRoute = defineRoute({
  method: 'get',
  path: '/v1/changes',
  summary: 'What happened after a cursor, in order, for other backends',
  access: { kind: 'service', callers: [] },
  query: z.object({
    after: feedCursorSchema.optional(),
    limit: z.coerce
      .number<number | string>()
      .int()
      .min(1)
      .max(500)
      .default(500),
  }),
  result: changePageSchema,
});

/**
 * The part of a snapshot that some changes concern: up to 100 keys, separated by commas. What a key is says the plugin.
 *
 * @public
 */
export const subjectsQuerySchema = z.object({
  subjects: z
    .string()
    .regex(
      /^[0-9a-zA-Z-]{1,40}(,[0-9a-zA-Z-]{1,40}){0,99}$/,
      'Up to 100 keys of subjects, separated by commas',
    )
    .optional()
    .describe('Only what these are and have; everything when left out'),
});
