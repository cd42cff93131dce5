import { logFilters, toQuery } from './logFilters';

const query = (changes: Partial<typeof logFilters> | object) =>
  toQuery({ ...logFilters, ...changes });

describe('the filters of the log', () => {
  it('leave out what is not filtered', () => {
    expect(query({})).toEqual({});
  });

  it.each([
    ['olivia', 'user:default/olivia'],
    ['Olivia', 'user:default/olivia'],
    ['user:acme/olivia', 'user:acme/olivia'],
    ['flytower', 'flytower'],
  ])('take %s as %s', (person, ref) => {
    expect(query({ person })).toEqual({ person: ref });
  });

  it('take days whole, in the time zone of the reader', () => {
    expect(query({ from: '2026-03-01', to: '2026-03-31' })).toEqual({
      from: new Date(2026, 2, 1).toISOString(),
      to: new Date(2026, 3, 1).toISOString(),
    });
  });

  it('leave out what nobody understands', () => {
    expect(query({ outcome: 'lost', from: 'yesterday' })).toEqual({});
  });
});
