import { z } from 'zod';
import { changePageSchema } from './event';
import { defineRoute } from './route';

/**
 * The change feed, the same in every plugin that has one: what happened after a sequence, in order, for other backends.
 * Each contract says which: `listChanges: servedTo(listChangesRoute, ['audit'])`.
 *
 * @public
 */
export const listChangesRoute = defineRoute({
  method: 'get',
  path: '/v1/changes',
  summary: 'What happened after a sequence, in order, for other backends',
  access: { kind: 'service', callers: [] },
  query: z.object({
    after: z.coerce.number<number | string>().int().min(0).default(0),
    limit: z.coerce
      .number<number | string>()
      .int()
      .min(1)
      .max(500)
      .default(500),
  }),
  result: changePageSchema,
});
