/** What the guard does with a route of the catalog, for people who are no operations admins. */
export type Handling =
  /** Asks may be narrowed, and the answer is rewritten. */
  | 'list'
  | 'page'
  | 'entity'
  | 'ancestry'
  | 'refs'
  | 'facets'
  /** Of an entity that the reader sees. */
  | 'refresh'
  /** For operations admins alone. */
  | 'operations'
  /** Says nothing of entities. */
  | 'open';

/**
 * Every route of the catalog's backend: method, path and handling. A route that is not here is refused, so that a later
 * version's are closed until somebody has read them; a test compares the table with the backend that is installed.
 */
export const catalogRoutes: readonly (readonly [
  method: string,
  path: string,
  handling: Handling,
])[] = [
  ['get', '/entities', 'list'],
  ['get', '/entities/by-query', 'page'],
  ['post', '/entities/by-query', 'page'],
  ['get', '/entities/by-uid/:uid', 'entity'],
  ['delete', '/entities/by-uid/:uid', 'operations'],
  ['get', '/entities/by-name/:kind/:namespace/:name', 'entity'],
  ['get', '/entities/by-name/:kind/:namespace/:name/ancestry', 'ancestry'],
  ['post', '/entities/by-refs', 'refs'],
  ['get', '/entity-facets', 'facets'],
  ['post', '/entity-facets', 'facets'],
  ['post', '/refresh', 'refresh'],
  ['get', '/locations', 'operations'],
  ['post', '/locations', 'operations'],
  ['post', '/locations/by-query', 'operations'],
  ['get', '/locations/by-entity/:kind/:namespace/:name', 'operations'],
  ['get', '/locations/:id', 'operations'],
  ['put', '/locations/:id', 'operations'],
  ['delete', '/locations/:id', 'operations'],
  ['post', '/analyze-location', 'operations'],
  ['post', '/validate-entity', 'operations'],
  ['get', '/openapi.json', 'open'],
];
