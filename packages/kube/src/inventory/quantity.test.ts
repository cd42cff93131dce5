import { millicores, parseQuantity, whole } from './quantity';

describe('Quantities', () => {
  // From the documentation of Kubernetes ("Resource units in Kubernetes", "Quantity").
  it.each([
    ['0', 0],
    ['1', 1],
    ['0.5', 0.5],
    ['.5', 0.5],
    ['100m', 0.1],
    ['128974848', 128974848],
    ['129e6', 129000000],
    ['129E6', 129000000],
    ['129M', 129000000],
    ['123Mi', 128974848],
    ['1Ki', 1024],
    ['2k', 2000],
    ['1E', 1e18],
    ['128974848000m', 128974848],
    ['-1', -1],
  ])('%s is %d', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });

  it.each(['', 'abc', '1 Gi', '1gi', '1e', '0x10', 'Mi', '1.2.3'])(
    '"%s" is none',
    text => {
      expect(() => parseQuantity(text)).toThrow(RangeError);
    },
  );

  it.each([
    ['100m', 100],
    ['2', 2000],
    ['1.1', 1100],
    ['0.0001', 1],
    ['500u', 1],
    [undefined, 0],
  ])('%s of a core are %d thousandths', (text, value) => {
    expect(millicores(text)).toBe(value);
  });

  it('counts a part of a byte as a whole one', () => {
    expect(whole('0.1Gi')).toBe(107374183);
    expect(whole(undefined)).toBe(0);
  });
});
