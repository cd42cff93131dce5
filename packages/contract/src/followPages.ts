import { MAX_PAGE } from './primitives';

/**
 * Reads a list page by page, until there is no more or `most` items are there, and gives the last page with the items of
 * all. A `nextCursor` in it says that there are more.
 *
 * Example: 250 items with `most` 500 are three answers of 100, 100 and 50.
 *
 * @param most - Items at most; what is beyond is not asked for
 * @param ask - Asks for one page
 * @public
 */
export async function followPages<
  Page extends { items: unknown[]; nextCursor?: string },
>(
  most: number,
  ask: (page: { limit: number; cursor?: string }) => Promise<Page>,
): Promise<Page> {
  const items: Page['items'] = [];
  let cursor: string | undefined;
  for (;;) {
    const limit = Math.min(MAX_PAGE, most - items.length);
    const page = await ask(cursor ? { limit, cursor } : { limit });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor || items.length >= most) {
      return { ...page, items };
    }
  }
}
