import fc from 'fast-check';
import { LineSplitter } from './LineSplitter';

describe('LineSplitter', () => {
  it('gives the same lines wherever the stream is cut, also inside a character', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme' }).filter(it => !it.includes('\n')),
        ),
        fc.array(fc.nat({ max: 40 })),
        (lines, cuts) => {
          const bytes = Buffer.from(lines.map(it => `${it}\n`).join(''));
          const splitter = new LineSplitter(1_000_000);
          const found: string[] = [];
          let from = 0;
          for (const size of [...cuts, bytes.length]) {
            found.push(...splitter.push(bytes.subarray(from, from + size)));
            from += size;
          }
          expect(found).toEqual(lines.filter(it => it !== ''));
        },
      ),
    );
  });

  it('keeps back what has no line end yet', () => {
    const splitter = new LineSplitter(100);
    expect(splitter.push(Buffer.from('one\ntw'))).toEqual(['one']);
    expect(splitter.push(Buffer.from('o\n'))).toEqual(['two']);
  });

  it('does not collect without end', () => {
    const splitter = new LineSplitter(10);
    splitter.push(Buffer.from('12345'));
    expect(() => splitter.push(Buffer.from('678901'))).toThrow(
      /longer than 10 bytes/,
    );
  });
});
