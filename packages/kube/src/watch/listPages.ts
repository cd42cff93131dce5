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
): AsyncGenerator<{ events: ChangeEvent[]; version: string }> {
  let page: Page | undefined;
  do {
    page = await readPage(client, path, signal, {
      limit: String(PAGE_SIZE),
      continue: page?.metadata.continue,
    });
    yield {
      events: page.items.map(upsertOf),
      version: page.metadata.resourceVersion,
    };
  } while (page.metadata.continue);
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
