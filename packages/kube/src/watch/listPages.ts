import { z } from 'zod';
import { ClusterClient } from '../client/ClusterClient';
import { ChangeEvent, upsertOf } from './watchEvent';

const PAGE_SIZE = 500;

const pageSchema = z.object({
  metadata: z.object({
    resourceVersion: z.string().min(1),
    continue: z.string().optional(),
    remainingItemCount: z.number().optional(),
  }),
  items: z
    .array(z.unknown())
    .nullish()
    .transform(items => items ?? []),
});

type Page = z.output<typeof pageSchema>;

/** A list in pages, all of one resource version, told as a streamed list is: an event for each object. */
export async function* listPages(
  client: ClusterClient,
  path: string,
  signal: AbortSignal,
  labelSelector?: string,
): AsyncGenerator<{ events: ChangeEvent[]; version: string }> {
  let page: Page | undefined;
  do {
    page = await readPage(client, path, signal, {
      labelSelector,
      limit: String(PAGE_SIZE),
      continue: page?.metadata.continue,
    });
    yield {
      events: page.items.map(upsertOf),
      version: page.metadata.resourceVersion,
    };
  } while (page.metadata.continue);
}

/**
 * How many objects a list has, for the price of one; where they are selected by labels for the price of all, since API
 * servers then do not say how many remain.
 */
export async function countObjects(
  client: ClusterClient,
  path: string,
  signal: AbortSignal,
  labelSelector?: string,
): Promise<number> {
  if (labelSelector !== undefined) {
    let count = 0;
    for await (const page of listPages(client, path, signal, labelSelector)) {
      count += page.events.length;
    }
    return count;
  }
  const { count } = await readHead(client, path, signal);
  return count;
}

/** How many objects a list has, and at which version the store is, for the price of one object. */
export async function readHead(
  client: ClusterClient,
  path: string,
  signal: AbortSignal,
): Promise<{ count: number; version: string }> {
  const { items, metadata } = await readPage(client, path, signal, {
    limit: '1',
  });
  return {
    count: items.length + (metadata.remainingItemCount ?? 0),
    version: metadata.resourceVersion,
  };
}

async function readPage(
  client: ClusterClient,
  path: string,
  signal: AbortSignal,
  query: Record<string, string | undefined>,
): Promise<Page> {
  const { body } = await client.raw(path, { query, signal });
  return pageSchema.parse(JSON.parse(body));
}
