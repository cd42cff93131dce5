import { mockServices } from '@backstage/backend-test-utils';
import { IndexableDocument } from '@backstage/plugin-search-common';
import { once } from 'node:events';
import { BoundedLunr } from './BoundedLunr';

const LONG = 'internationalisation-gateway-for-the-department';

async function engineOf(...titles: string[]) {
  const engine = new BoundedLunr({ logger: mockServices.logger.mock() });
  const indexer = await engine.getIndexer('things');
  const documents: IndexableDocument[] = titles.map((title, n) => ({
    title,
    text: `${title} ${'a'.repeat(40)}`,
    location: `/${n}`,
  }));
  documents.forEach(one => indexer.write(one));
  indexer.end();
  await once(indexer, 'close');
  return engine;
}

/** Titles of what is found, best first, and the CPU time in milliseconds. */
async function found(engine: BoundedLunr, term: string, filters = {}) {
  const before = process.cpuUsage();
  const { results } = await engine.query({ term, filters, types: ['things'] });
  const { user } = process.cpuUsage(before);
  return { titles: results.map(one => one.document.title), ms: user / 1_000 };
}

describe('BoundedLunr', () => {
  it.each([
    ['checkout', 'checkout'],
    ['Checkout', 'checkout'],
    ['chekout', 'checkout'],
    ['chec', 'checkout'],
    [LONG, LONG],
    ['internationalisation-gate', LONG],
  ])('finds by %s first %s', async (term, title) => {
    const engine = await engineOf('orders', 'checkout', LONG);
    expect((await found(engine, term)).titles[0]).toBe(title);
  });

  it('finds everything by no term, and what a filter leaves', async () => {
    const engine = await engineOf('orders', 'checkout');
    expect((await found(engine, '')).titles).toHaveLength(2);
    expect((await found(engine, '', { title: 'orders' })).titles).toEqual([
      'orders',
    ]);
    expect((await found(engine, '', { owner: 'orders' })).titles).toEqual([]);
  });

  it('finds no likeness of a word of more than twenty letters', async () => {
    const engine = await engineOf(
      'abcdefghijklmnopqrst',
      'abcdefghijklmnopqrstu',
    );
    expect((await found(engine, 'Xbcdefghijklmnopqrst')).titles).toHaveLength(
      2,
    );
    expect((await found(engine, 'Xbcdefghijklmnopqrstu')).titles).toEqual([]);
  });

  it.each([
    ['of 99 letters', 'a'.repeat(99)],
    ['of 99 different letters', 'abcdefghijk'.repeat(9)],
    ['of stars', '*a'.repeat(40)],
    ['of eight long words', 'abcdefghijkl '.repeat(8).trim()],
    ['of four longest words', 'abcdefghijklmnopqrst '.repeat(4).trim()],
    ['of fifty words', 'a '.repeat(50).trim()],
  ])('does little for a term %s', async (_, term) => {
    const engine = await engineOf(
      ...Array.from({ length: 30 }, (_one, n) => `checkout ${n} payments`),
    );
    // As it is usually: a tenth.
    expect((await found(engine, term)).ms).toBeLessThan(500);
    expect((await found(engine, '', { text: term })).ms).toBeLessThan(500);
    expect((await found(engine, '', { text: [term] })).ms).toBeLessThan(500);
  });
});
