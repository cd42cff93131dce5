import { findHits, Hit } from './hits';

const hits: Hit[] = [
  { kind: 'tenant', name: 'payments', context: 'Payments' },
  { kind: 'service', name: 'pay-worker', context: 'shop' },
  { kind: 'service', name: 'repay', context: 'shop' },
  { kind: 'service', name: 'checkout', context: 'Checkout · payments' },
];
const names = (query: string) => findHits(hits, query).map(({ name }) => name);

describe('search', () => {
  it('puts names that begin with the word first, then those that hold it, then those near it', () => {
    expect(names('pay')).toEqual([
      'pay-worker',
      'payments',
      'repay',
      'checkout',
    ]);
  });

  it('takes every word into account', () => {
    expect(names('check payments')).toEqual(['checkout']);
  });

  it('finds nothing without a word', () => {
    expect(names('  ')).toEqual([]);
  });
});
