import { assertStorable } from './assertStorable';

describe('assertStorable', () => {
  it.each([
    ['a NUL in a text', { displayName: 'a\u0000b' }, 'displayName has'],
    ['half a character', { note: 'x\ud83d' }, 'note has'],
    ['the other half', { note: '\ude80x' }, 'note has'],
    ['a place inside', { a: [{ b: ['\u0000'] }] }, 'a.0.b.0 has'],
    ['a key', { a: { 'x\u0000': 1 } }, 'a has'],
    ['a text alone', 'a\u0000', 'it has'],
  ])('refuses %s', (_, value, place) => {
    expect(() => assertStorable('body', value)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: `Check the body: ${place} a NUL or half a character in it, which cannot be kept; leave it out`,
      }),
    );
  });

  it.each([
    [undefined],
    [null],
    [{ displayName: '支付 🚀 café', list: [1, true, null, 'a\tb\nc'] }],
  ])('takes %j', value => {
    expect(() => assertStorable('query', value)).not.toThrow();
  });
});
