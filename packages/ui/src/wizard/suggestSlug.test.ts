import { suggestSlug } from './suggestSlug';

it.each([
  ['Payments', 'payments'],
  ['Payments & Cards', 'payments-cards'],
  ['  Crédit  2 ', 'credit-2'],
  ['2nd line', 'nd-line'],
  ['支付', ''],
  ['A name that is far longer than thirty', 'a-name-that-is-far-longer-than'],
])('suggests for "%s" the name "%s"', (displayName, slug) => {
  expect(suggestSlug(displayName, 30)).toBe(slug);
});
