import { Secret } from './Secret';
import fc from 'fast-check';
import { Sealer, SealPlace, UnsealError } from './Sealer';

const keyOf = (byte: number) =>
  Secret.of(Buffer.alloc(32, byte).toString('base64'));
const place: SealPlace = { table: 'clusters', column: 'c', rowId: '01A' };
const old = { id: 'old', key: keyOf(1) };
const next = { id: 'new', key: keyOf(2) };

describe('Sealer', () => {
  const sealer = Sealer.create([old]);
  const sealed = sealer.seal(Secret.of('the private key'), place);

  it('opens what it sealed, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(
          sealer.open(sealer.seal(Secret.of(text), place), place).reveal(),
        ).toBe(text);
      }),
    );
  });

  it('shows nothing of the value, and never seals twice alike', () => {
    expect(sealed).not.toContain('private');
    expect(
      Buffer.from(sealed.split('.')[3], 'base64url').toString(),
    ).not.toContain('private');
    expect(sealer.seal(Secret.of('the private key'), place)).not.toBe(sealed);
  });

  it('does not open a value of which any one bit was changed', () => {
    const bytes = Buffer.from(sealed.split('.')[3], 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      // eslint-disable-next-line no-bitwise
      changed[bit >> 3] ^= 1 << bit % 8;
      const parts = sealed.split('.');
      parts[3] = changed.toString('base64url');
      expect(() => sealer.open(parts.join('.'), place)).toThrow(UnsealError);
    }
  });

  it.each([
    ['row', { ...place, rowId: '01B' }],
    ['column', { ...place, column: 'd' }],
    ['table', { ...place, table: 'servers' }],
  ])('does not open a value moved to another %s', (_, elsewhere) => {
    expect(() => sealer.open(sealed, elsewhere)).toThrow('changed or moved');
  });

  it('does not open with another key of the same id', () => {
    const other = Sealer.create([{ id: 'old', key: keyOf(9) }]);
    expect(() => other.open(sealed, place)).toThrow('the key is another one');
  });

  it('does not take a shortened tag', () => {
    const parts = sealed.split('.');
    parts[3] = Buffer.from(parts[3], 'base64url')
      .subarray(0, 4)
      .toString('base64url');
    expect(() => sealer.open(parts.join('.'), place)).toThrow(UnsealError);
  });

  it('names the key that is missing', () => {
    expect(() => Sealer.create([next]).open(sealed, place)).toThrow(
      'sealed with the key "old", which is not in flytower.seal.keys',
    );
  });

  it('seals with the first key and opens with every one', () => {
    const both = Sealer.create([next, old]);
    expect(both.open(sealed, place).reveal()).toBe('the private key');
    expect(both.seal(Secret.of('x'), place)).toMatch(/^v1\.new\./);
  });

  it.each([
    ['no key', [], 'There is no key'],
    ['a short key', [{ id: 'a', key: Secret.of('c2hvcnQ=') }], '5 bytes'],
    ['one id twice', [old, old], 'stands twice'],
    ['an id with a dot', [{ ...old, id: 'a.b' }], 'letters, digits'],
  ])('refuses a ring with %s', (_, ring, sentence) => {
    expect(() => Sealer.create(ring)).toThrow(sentence);
  });
});
