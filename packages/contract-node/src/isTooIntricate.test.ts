import { isTooIntricate } from './isTooIntricate';

const bytes = (text: string) => Buffer.from(text);
const MIB = 1024 * 1024;

describe('isTooIntricate', () => {
  it.each([
    ['nothing', ''],
    ['what people send', '{"name":"a","tags":["b","c"],"n":{"x":[1,2,{}]}}'],
    ['32 levels', `${'['.repeat(32)}${']'.repeat(32)}`],
    ['brackets inside a string', `{"a":"${'['.repeat(100_000)}"}`],
    ['quotes inside a string', `{"a":"${'\\"[,'.repeat(100_000)}"}`],
    ['50,000 values', `[${'1,'.repeat(49_999)}1]`],
    ['a string without an end', `"${'['.repeat(1_000)}`],
  ])('lets %s pass', (_, text) => {
    expect(isTooIntricate(bytes(text))).toBe(false);
  });

  it.each([
    ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['33 levels of objects', '{"a":'.repeat(33)],
    ['brackets without an end', '['.repeat(MIB)],
    ['ones', `[${'1,'.repeat(MIB / 2)}`],
    ['empty objects', `[${'{},'.repeat(MIB / 3)}`],
    [
      'brackets after a string with a backslash at its end',
      `"\\\\"${'['.repeat(40)}`,
    ],
  ])('stops %s', (_, text) => {
    expect(isTooIntricate(bytes(text))).toBe(true);
  });

  it('takes its time from the length alone', () => {
    for (const text of ['"', '\\', '"\\', '[]', '":', '{"a":"b"}']) {
      const before = performance.now();
      isTooIntricate(bytes(text.repeat(MIB / text.length)));
      expect(performance.now() - before).toBeLessThan(500);
    }
  });
});
