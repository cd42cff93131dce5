import { followPages } from './followPages';

/** A list of the numbers from 1, with the number of the last item as cursor. */
function listOf(count: number) {
  const asked: object[] = [];
  return {
    asked,
    ask: async (page: { limit: number; cursor?: string }) => {
      asked.push(page);
      const from = Number(page.cursor ?? 0);
      const to = Math.min(from + page.limit, count);
      return {
        items: Array.from({ length: to - from }, (_, i) => from + i + 1),
        total: count,
        ...(to < count ? { nextCursor: String(to) } : {}),
      };
    },
  };
}

describe('a list that is followed', () => {
  it('comes whole, a hundred at a time', async () => {
    const { ask, asked } = listOf(250);
    const { items, total, nextCursor } = await followPages(500, ask);
    expect([items.length, items[0], items[249]]).toEqual([250, 1, 250]);
    expect([total, nextCursor]).toEqual([250, undefined]);
    expect(asked).toEqual([
      { limit: 100 },
      { limit: 100, cursor: '100' },
      { limit: 100, cursor: '200' },
    ]);
  });

  it('ends at the most that was asked for, and says that there is more', async () => {
    const { ask, asked } = listOf(1000);
    const { items, nextCursor } = await followPages(150, ask);
    expect([items.length, nextCursor]).toEqual([150, '150']);
    expect(asked).toHaveLength(2);
  });

  it('is one question when there is nothing', async () => {
    const { ask, asked } = listOf(0);
    expect((await followPages(500, ask)).items).toEqual([]);
    expect(asked).toHaveLength(1);
  });
});
