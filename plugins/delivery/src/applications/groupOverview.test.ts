import { overview, webShop } from '../testing/samples';
import { groupOverview } from './groupOverview';

describe('groupOverview', () => {
  const desk = { ...overview, application: 'desk', applicationName: 'Desk' };
  const groups = (...args: Parameters<typeof groupOverview>) =>
    groupOverview(...args).map(({ name, items }) => [name, items.length]);

  it('keeps lines of an application together, in the order of the server', () => {
    const test = { ...overview, environment: 'test' };
    expect(groups([overview, desk, test], [])).toEqual([
      ['Web shop', 2],
      ['Desk', 1],
    ]);
  });

  it('shows applications without services behind, and none whose services are on another page', () => {
    const empty = (displayName: string) => ({
      ...webShop,
      slug: displayName,
      displayName,
      services: 0,
    });
    expect(groups([desk], [webShop, empty('Zoo'), empty('Attic')])).toEqual([
      ['Desk', 1],
      ['Attic', 0],
      ['Zoo', 0],
    ]);
  });
});
