import { ArrayItems } from './ArrayItems';

const values = [
  { text: 'quote " and backslash \\ and \\" both', of: '[]{},' },
  [1, [2, { three: ',]' }]],
  null,
  'a,b]',
  12.5,
  {},
  { name: '用户😀', deep: { er: [{ est: '}' }] } },
];

describe('ArrayItems', () => {
  it('takes the items out, wherever the text is cut', () => {
    const text = JSON.stringify(values);
    for (const size of [1, 2, 3, 7, 1000]) {
      const items = new ArrayItems();
      const found: string[] = [];
      for (let at = 0; at < text.length; at += size) {
        found.push(...items.push(text.slice(at, at + size)));
      }
      expect(found.map(one => JSON.parse(one))).toEqual(values);
    }
  });

  it('knows an array that is written over lines, and an empty one', () => {
    expect(
      new ArrayItems()
        .push(JSON.stringify(values, null, 2))
        .map(one => JSON.parse(one)),
    ).toEqual(values);
    expect(new ArrayItems().push('[]')).toEqual([]);
    expect(new ArrayItems().push('[\n]')).toEqual([]);
  });
});
