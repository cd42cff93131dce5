import { personRefOf } from './personRef';

const people = [
  { ref: 'user:default/tara', name: 'Tara' },
  { ref: 'user:default/d.kim', name: 'Dan Kim' },
];

it.each([
  ['Tara', 'user:default/tara'],
  [' tara ', 'user:default/tara'],
  ['user:default/tara', 'user:default/tara'],
  ['Dan Kim', 'user:default/d.kim'],
  ['lee', 'user:default/lee'],
  ['user:staff/lee', 'user:staff/lee'],
  ['group:default/operations', undefined],
  ['a person', undefined],
  ['', undefined],
])('"%s" means %s', (typed, ref) => {
  expect(personRefOf(typed, people)).toBe(ref);
});
