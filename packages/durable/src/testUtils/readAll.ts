import { ChangePage, FeedEvent } from '@flytower/contract';
import { readChanges } from '../feed';
import { Store } from '../Store';

/**
 * Everything that the feed still has, oldest first, up to 500 events.
 *
 * @public
 */
export async function readAll(store: Store): Promise<FeedEvent[]> {
  return (await changesAfter(store, undefined, 500)).changes;
}

/**
 * The changes after a cursor that matches.
 *
 * @public
 */
export async function changesAfter(
  store: Store,
  after: string | undefined,
  limit: number = 500,
): Promise<Extract<ChangePage, { kind: 'changes' }>> {
  const page = await readChanges(store, after, limit);
  if (page.kind !== 'changes') {
    throw new Error(`${after} is not in the feed: it was ${page.reason}`);
  }
  return page;
}
