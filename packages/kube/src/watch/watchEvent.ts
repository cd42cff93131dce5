import { z } from 'zod';

/** Which object, and which state of it. */
const objectSchema = z.object({
  metadata: z.object({
    uid: z.string().min(1),
    resourceVersion: z.string().min(1),
  }),
});

const bookmarkSchema = z.object({
  metadata: z.object({
    resourceVersion: z.string().min(1),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

const statusSchema = z.object({
  code: z.number().optional(),
  message: z.string().optional(),
  reason: z.string().optional(),
  details: z.object({ retryAfterSeconds: z.number().optional() }).nullish(),
});

const lineSchema = z.object({ type: z.string(), object: z.unknown() });

/** One line of a watch, understood. */
export type WatchEvent =
  | { type: 'upsert' | 'delete'; uid: string; version: string; raw: unknown }
  | { type: 'bookmark'; version: string; initialEventsEnd: boolean }
  | { type: 'error'; status: z.output<typeof statusSchema> }
  /** JSON, but nothing that can be told from another object. */
  | { type: 'malformed' };

/** An event that is no error: errors end the connection. */
export type ChangeEvent = Exclude<WatchEvent, { type: 'error' }>;

/**
 * Understands a line.
 *
 * @throws SyntaxError when it is no JSON: then the stream itself is broken
 */
export function parseWatchEvent(line: string): WatchEvent {
  const parsed = lineSchema.safeParse(JSON.parse(line));
  if (!parsed.success) {
    return { type: 'malformed' };
  }
  const { type, object } = parsed.data;
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return withMeta('upsert', object);
    case 'DELETED':
      return withMeta('delete', object);
    case 'BOOKMARK': {
      const bookmark = bookmarkSchema.safeParse(object);
      return bookmark.success
        ? {
            type: 'bookmark',
            version: bookmark.data.metadata.resourceVersion,
            initialEventsEnd:
              bookmark.data.metadata.annotations?.[
                'k8s.io/initial-events-end'
              ] === 'true',
          }
        : { type: 'malformed' };
    }
    case 'ERROR': {
      const status = statusSchema.safeParse(object);
      return { type: 'error', status: status.success ? status.data : {} };
    }
    default:
      return { type: 'malformed' };
  }
}

/** An object of a list, told as an event. */
export function upsertOf(raw: unknown): ChangeEvent {
  return withMeta('upsert', raw);
}

/**
 * Whether a resource version is later than another of the same kind. They are decimal numbers of any length, compared as
 * such (KEP-5504); where one is not, it counts as later, so that nothing is dropped.
 */
export function isLater(version: string, than: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(than)) {
    return true;
  }
  return version.length === than.length
    ? version > than
    : version.length > than.length;
}

function withMeta(type: 'upsert' | 'delete', raw: unknown): ChangeEvent {
  const parsed = objectSchema.safeParse(raw);
  if (!parsed.success) {
    return { type: 'malformed' };
  }
  const { uid, resourceVersion: version } = parsed.data.metadata;
  return { type, uid, version, raw };
}
