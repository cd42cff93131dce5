import { dan, lee, tara } from './startPeople';

/** What nobody but Lee, Shen and operations admins may read of, by any question of Dan. */
export const SECRETS =
  /shen|eve\b|olivia|analytics|models|scores|finance|board/i;

const encoded = (cursor: object) =>
  encodeURIComponent(
    Buffer.from(JSON.stringify(cursor), 'utf8').toString('base64'),
  );
const cursorOf = (query: object) =>
  encoded({
    orderFields: [],
    orderFieldValues: [],
    isPrevious: false,
    ...query,
  });
/** What Dan asks, and what he gets: these entities, or a refusal. */
export const gets: [path: string, expected: string[] | 'refused'][] = [
  // The question of the inspection, and its spellings.
  ['entities?filter=relations.memberOf=group:flytower/analytics', []],
  ['entities?filter=relations.memberof=group:flytower/analytics', []],
  ['entities?filter=RELATIONS.MEMBEROF=GROUP:FLYTOWER/ANALYTICS', []],
  ['entities?filter=%20relations.memberOf%20=%20group:flytower/analytics', []],
  ['entities?filter=kind=user,relations.memberOf=group:flytower/analytics', []],
  ['entities?filter[]=relations.memberOf=group:flytower/analytics', []],
  ['entities?filter[0]=relations.memberOf=group:flytower/analytics', []],
  [
    'entities?filter[0][0]=relations.memberOf=group:flytower/analytics',
    'refused',
  ],
  [
    'entities?filter=kind=nothing&filter=relations.memberOf=group:analytics/models',
    [],
  ],
  [
    'entities?filter=relations.memberOf=group:flytower/payments',
    [dan, lee, tara],
  ],
  [
    'entities?filter=relations.memberOf=group:flytower/analytics,relations.memberOf=group:payments/cards',
    [dan],
  ],
  ['entities?filter=relations.memberOf', 'refused'],
  ['entities?filter=relations', 'refused'],
  ['entities?filter=relations.hasMember=user:default/shen', []],
  ['entities?filter=relations.hasMember=user:default/olivia', []],
  ['entities?filter=relations.dependsOn=component:analytics/scores', []],
  ['entities?filter=relations.childOf=group:default/board', []],
  ['entities?filter=relations.ownedBy=group:default/finance', []],
  // The same in the spec: as a value, and as a field that the search makes of each text in a list.
  ['entities?filter=spec.memberOf=finance', []],
  ['entities?filter=spec.memberof=finance', []],
  ['entities?filter=spec.memberOf', 'refused'],
  ['entities?filter=spec.memberOf.finance', 'refused'],
  ['entities?filter=spec.memberOf.finance=true', 'refused'],
  ['entities?filter=SPEC.MEMBEROF.FINANCE=true', 'refused'],
  ['entities?filter=spec.members.user:default/shen=true', 'refused'],
  ['entities?filter=spec.parent=board', []],
  ['entities?filter=spec.owner=finance', []],
  ['entities?filter=spec.dependsOn.component:analytics/scores', 'refused'],
  ['entities?filter=metadata.annotations.flytower.dev/tenant=analytics', []],
  ['entities?filter=metadata.namespace=analytics', []],
  ['entities?filter=metadata.name=shen', []],
  ['entities?filter=spec.profile.email=shen@example.com', []],
  // Order, which would tell by whom stands first, and pages.
  ['entities?order=asc:relations.memberOf', 'refused'],
  ['entities?order=desc:spec.memberOf', 'refused'],
  [
    'entities?limit=1&offset=0&filter=relations.memberOf=group:flytower/analytics',
    [],
  ],
  ['entities/by-query?orderField=relations.memberOf,asc', 'refused'],
  ['entities/by-query?orderField=Relations.MemberOf', 'refused'],
  ['entities/by-query?orderField=spec.members', 'refused'],
  ['entities/by-query?filter=relations.memberOf=group:flytower/analytics', []],
  [
    'entities/by-query?fullTextFilterTerm=analytics&fullTextFilterFields=relations.memberOf',
    'refused',
  ],
  [
    'entities/by-query?fullTextFilterTerm=fin&fullTextFilterFields=spec.memberOf',
    'refused',
  ],
  [
    'entities/by-query?fullTextFilterTerm=fin&fullTextFilterFields=metadata.name,spec.memberOf',
    'refused',
  ],
  [
    'entities/by-query?fullTextFilterTerm=fin&orderField=spec.owner,asc',
    'refused',
  ],
  [
    'entities/by-query?fullTextFilterTerm=shen&fullTextFilterFields=metadata.name,metadata.title',
    [],
  ],
  [
    'entities/by-query?fullTextFilterTerm=analytics&fullTextFilterFields=metadata.annotations.flytower.dev/tenant',
    [],
  ],
  // Cursors, which anybody can write.
  [
    `entities/by-query?cursor=${cursorOf({
      filter: {
        key: 'relations.memberOf',
        values: ['group:flytower/analytics'],
      },
    })}`,
    [],
  ],
  [
    `entities/by-query?cursor=${cursorOf({
      filter: { allOf: [{ not: { key: 'relations.memberOf' } }] },
    })}`,
    'refused',
  ],
  [
    `entities/by-query?cursor=${cursorOf({
      query: { 'relations.memberOf': { $hasPrefix: 'group:flytower/a' } },
    })}`,
    'refused',
  ],
  [
    `entities/by-query?cursor=${cursorOf({
      query: {
        relations: {
          $contains: {
            type: 'memberOf',
            targetRef: 'group:flytower/analytics',
          },
        },
      },
    })}`,
    [],
  ],
  [
    `entities/by-query?cursor=${cursorOf({
      orderFields: [{ field: 'relations.memberOf', order: 'asc' }],
      orderFieldValues: ['group:flytower/a', ''],
    })}`,
    'refused',
  ],
  [
    `entities/by-query?cursor=${cursorOf({
      fullTextFilter: { term: 'fin', fields: ['spec.memberOf'] },
    })}`,
    'refused',
  ],
  ['entities/by-query?cursor=bm9uc2Vuc2U=', 'refused'],
  // One entity, and where it comes from.
  ['entities/by-name/user/default/shen', 'refused'],
  ['entities/by-name/User/DEFAULT/Shen', 'refused'],
  ['entities/by-name/group/flytower/analytics', 'refused'],
  ['entities/by-name/group/default/finance', 'refused'],
  ['entities/by-name/component/analytics/scores', 'refused'],
  ['entities/by-name/user/default/shen/ancestry', 'refused'],
  // What is for operations admins, and what the catalog may have one day.
  ['locations', 'refused'],
  ['locations/by-entity/user/default/shen', 'refused'],
  ['entities/export', 'refused'],
];

/** The same as predicates of a body. */
export const predicates: [query: object, expected: string[] | 'refused'][] = [
  [{ 'relations.memberOf': 'group:flytower/analytics' }, []],
  [{ 'Relations.memberOf': { $in: ['group:flytower/analytics'] } }, []],
  [
    {
      'relations.memberOf': {
        $in: ['group:flytower/analytics', 'group:payments/cards'],
      },
    },
    [dan],
  ],
  [{ 'relations.memberOf': { $hasPrefix: 'group:flytower/a' } }, 'refused'],
  [{ 'relations.memberOf': { $exists: true } }, 'refused'],
  [{ $not: { 'relations.memberOf': { $exists: true } } }, 'refused'],
  [{ 'relations.memberOf': { $contains: 'group:flytower/analytics' } }, []],
  [{ relations: { $contains: { type: 'memberOf' } } }, 'refused'],
  [
    {
      relations: {
        $contains: {
          type: 'memberOf',
          targetRef: 'group:flytower/analytics',
        },
      },
    },
    [],
  ],
  [
    {
      RELATIONS: {
        $contains: {
          Type: 'memberOf',
          TARGETREF: { $in: ['group:default/finance'] },
        },
      },
    },
    [],
  ],
  [{ 'spec.memberOf': { $contains: 'finance' } }, []],
  [{ 'spec.memberOf.finance': true }, 'refused'],
  [{ 'spec.memberOf': { $hasPrefix: 'f' } }, 'refused'],
  [
    {
      $all: [
        { kind: 'User' },
        { $any: [{ 'relations.memberOf': 'group:flytower/analytics' }] },
      ],
    },
    [],
  ],
  [
    {
      $all: [
        { kind: 'User' },
        { $not: { 'relations.memberOf': 'group:flytower/analytics' } },
      ],
    },
    [dan, lee, tara],
  ],
];
