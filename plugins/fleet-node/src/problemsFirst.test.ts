import { Status, statusSchema } from '@flytower/plugin-fleet-common';
import fc from 'fast-check';
import { Place, problemsFirst } from './problemsFirst';

type Item = { status: Status; key: string };
const placeOf = (item: Item): Place => item;
const items = fc.uniqueArray(
  fc.record({
    status: fc.constantFrom(...statusSchema.options),
    key: fc.string({ minLength: 1, maxLength: 4 }),
  }),
  { selector: ({ key }) => key, maxLength: 30 },
);

function allPages(list: Item[], limit: number): Item[] {
  const seen: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = problemsFirst(list, placeOf, { cursor, limit });
    seen.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return seen;
}

describe('problemsFirst', () => {
  it('shows every item once over all pages, in the order of one page', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 7 }), (list, limit) => {
        const whole = problemsFirst(list, placeOf, { limit: 500 });
        expect(allPages(list, limit)).toEqual(whole.items);
        expect(whole.total).toBe(list.length);
        expect(new Set(whole.items)).toEqual(new Set(list));
      }),
    );
  });

  it('puts problems first, then goes by name', () => {
    const list: Item[] = [
      { status: 'healthy', key: 'a' },
      { status: 'unknown', key: 'b' },
      { status: 'failed', key: 'd' },
      { status: 'failed', key: 'c' },
      { status: 'waiting', key: 'e' },
    ];
    expect(
      problemsFirst(list, placeOf, { limit: 10 }).items.map(({ key }) => key),
    ).toEqual(['c', 'd', 'b', 'e', 'a']);
  });

  it('loses no item of the next page when one of the first is gone', () => {
    const list: Item[] = ['a', 'b', 'c', 'd'].map(key => ({
      status: 'healthy',
      key,
    }));
    const first = problemsFirst(list, placeOf, { limit: 2 });
    const second = problemsFirst(list.slice(1), placeOf, {
      limit: 2,
      cursor: first.nextCursor,
    });
    expect(second.items.map(({ key }) => key)).toEqual(['c', 'd']);
  });

  it.each([
    '',
    'x',
    'bnVsbA',
    Buffer.from('["great","a"]').toString('base64url'),
  ])('refuses the cursor "%s" in words', cursor => {
    expect(() => problemsFirst([], placeOf, { cursor, limit: 1 })).toThrow(
      'start again without one',
    );
  });
});
