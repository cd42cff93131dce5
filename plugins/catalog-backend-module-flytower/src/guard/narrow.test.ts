import { narrowCursorFilter, narrowFilter, narrowPredicate } from './narrow';

const knows = (ref: string) => ref === 'group:flytower/payments';

describe('narrowFilter', () => {
  it.each([
    ['kind=user,metadata.name=dan', 'kind=user,metadata.name=dan'],
    ['spec.profile.email', 'spec.profile.email'],
    [
      'relations.memberOf=group:flytower/payments',
      'relations.memberOf=group:flytower/payments',
    ],
    [
      ' relations.memberOf = Group:Flytower/Payments ',
      'relations.memberOf=Group:Flytower/Payments',
    ],
    [
      'relations.memberOf=group:flytower/analytics,kind=user',
      'relations.memberOf=flytower-withheld,kind=user',
    ],
    ['spec.owner=payments', 'spec.owner=flytower-withheld'],
    ['spec.owner=', 'spec.owner=flytower-withheld'],
  ])('makes of %s: %s', (filter, narrowed) => {
    expect(narrowFilter(filter, knows)).toBe(narrowed);
    // A cursor brings it back.
    expect(narrowFilter(narrowed, knows)).toBe(narrowed);
  });

  it.each(['relations.memberOf', 'relations', 'spec.members.user:default/dan'])(
    'refuses %s, which asks whether there is any',
    filter => {
      expect(() => narrowFilter(filter, knows)).toThrow(
        `"${filter}" can be asked by whole references only, for example relations.memberOf=group:default/name`,
      );
    },
  );
});

describe('narrowPredicate', () => {
  it('replaces what is not known by what nothing has, and the same again changes nothing', () => {
    const narrowed = narrowPredicate(
      {
        $all: [
          { kind: 'User', 'spec.type': { $exists: true } },
          {
            $not: {
              'relations.memberOf': {
                $in: ['group:flytower/payments', 'group:flytower/analytics'],
              },
            },
          },
          {
            $any: [{ 'spec.owner': { $contains: 'group:flytower/analytics' } }],
          },
        ],
      },
      knows,
    );
    expect(narrowed).toEqual({
      $all: [
        { kind: 'User', 'spec.type': { $exists: true } },
        {
          $not: { 'relations.memberOf': { $in: ['group:flytower/payments'] } },
        },
        { $any: [{ 'spec.owner': { $contains: 'flytower-withheld' } }] },
      ],
    });
    expect(narrowPredicate(narrowed, knows)).toEqual(narrowed);
  });

  it('refuses what is nested without end', () => {
    let deep: object = { kind: 'User' };
    for (let level = 0; level < 30; level++) {
      deep = { $not: deep };
    }
    expect(() => narrowPredicate(deep, knows)).toThrow(
      'The query is nested deeper than 20 conditions; ask with fewer',
    );
  });
});

describe('narrowCursorFilter', () => {
  it('narrows the values of a filter at any depth', () => {
    expect(
      narrowCursorFilter(
        {
          anyOf: [
            { key: 'kind', values: ['user'] },
            { key: 'metadata.name' },
            {
              not: {
                allOf: [
                  {
                    key: 'Relations.memberOf',
                    values: ['group:flytower/analytics'],
                  },
                ],
              },
            },
          ],
        },
        knows,
      ),
    ).toEqual({
      anyOf: [
        { key: 'kind', values: ['user'] },
        { key: 'metadata.name' },
        {
          not: {
            allOf: [
              { key: 'Relations.memberOf', values: ['flytower-withheld'] },
            ],
          },
        },
      ],
    });
  });
});
