import { toCsv } from './toCsv';

describe('a table as CSV', () => {
  it('quotes what has commas, quotes and line ends in it', () => {
    expect(
      toCsv([
        ['name', 'reason'],
        ['a,b', 'says "no"\nand more'],
      ]),
    ).toBe('name,reason\r\n"a,b","says ""no""\nand more"\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])(
    'hands no spreadsheet the formula %j',
    text => {
      expect(toCsv([[text]]).replace(/^"/, '')).toMatch(/^'/);
    },
  );
});
