import { isRecord, JsonRecord } from './json';
import {
  assertPlain,
  narrowCursorFilter,
  narrowFilter,
  narrowPredicate,
} from './narrow';
import { Query, readCursor, textsOf } from './parameters';
import { kindOfField, Knows } from './refFields';

/** A page holds no more, whatever is asked for. */
const MOST = 500;

/** Of an object, what is asked for by name. What a later version of the catalog adds is not let through unseen. */
function picked(from: JsonRecord, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap(name =>
      from[name] === undefined ? [] : [[name, from[name]]],
    ),
  );
}

/** `GET /entities`. */
export function narrowList(query: Query, knows: Knows): Query {
  const order = textsOf(query.order, 'order');
  order?.forEach(one =>
    assertPlain(one.replace(/^(asc|desc):/, ''), 'sort by'),
  );
  return {
    ...picked(query, 'limit', 'offset', 'after'),
    ...(order ? { order } : {}),
    ...narrowedFilter(query, knows),
  };
}

/** `GET /entities/by-query`. */
export function narrowPage(query: Query, knows: Knows): Query {
  const orderField = textsOf(query.orderField, 'orderField');
  orderField?.forEach(one => assertPlain(one.split(',')[0], 'sort by'));
  const searched = textsOf(query.fullTextFilterFields, 'fullTextFilterFields')
    ?.flatMap(one => one.split(','))
    .filter(Boolean);
  searched?.forEach(one => assertPlain(one, 'search in'));
  const limit = textsOf(query.limit, 'limit')?.[0];
  return {
    ...picked(query, 'offset', 'totalItems', 'fullTextFilterTerm'),
    ...(limit === undefined ? {} : { limit: atMost(limit) }),
    ...(orderField ? { orderField } : {}),
    ...(searched ? { fullTextFilterFields: searched.join(',') } : {}),
    ...(query.cursor ? { cursor: narrowCursor(query.cursor, knows) } : {}),
    ...narrowedFilter(query, knows),
  };
}

/** The body of `POST /entities/by-query`. */
export function narrowPageBody(body: JsonRecord, knows: Knows): JsonRecord {
  const { orderBy, fullTextFilter, limit, cursor, query } = body;
  for (const order of Array.isArray(orderBy) ? orderBy : []) {
    assertPlain(String(isRecord(order) ? order.field : order), 'sort by');
  }
  assertSearch(fullTextFilter);
  return {
    ...picked(body, 'offset', 'totalItems', 'orderBy', 'fullTextFilter'),
    ...(typeof limit === 'number' ? { limit: Math.min(limit, MOST) } : {}),
    ...(cursor === undefined ? {} : { cursor: narrowCursor(cursor, knows) }),
    ...(query === undefined ? {} : { query: narrowPredicate(query, knows) }),
  };
}

/** The body of `POST /entities/by-refs`, to which a filter in the address is added by the caller. */
export function narrowRefsBody(body: JsonRecord, knows: Knows): JsonRecord {
  const { query } = body;
  return {
    ...picked(body, 'entityRefs'),
    ...(query === undefined ? {} : { query: narrowPredicate(query, knows) }),
  };
}

/** `GET /entity-facets`. */
export function narrowFacets(query: Query, knows: Knows): Query {
  const facet = textsOf(query.facet, 'facet');
  facet?.forEach(assertFacet);
  return { ...(facet ? { facet } : {}), ...narrowedFilter(query, knows) };
}

/** The body of `POST /entity-facets`. */
export function narrowFacetsBody(body: JsonRecord, knows: Knows): JsonRecord {
  const { facets, query } = body;
  textsOf(facets, 'facets')?.forEach(assertFacet);
  return {
    ...picked(body, 'facets'),
    ...(query === undefined ? {} : { query: narrowPredicate(query, knows) }),
  };
}

export function narrowedFilter(query: Query, knows: Knows): Query {
  const filter = textsOf(query.filter, 'filter');
  return filter ? { filter: filter.map(one => narrowFilter(one, knows)) } : {};
}

/** A cursor is what the catalog said of a query and anybody can write one: it is narrowed as a query is. */
function narrowCursor(cursor: unknown, knows: Knows): string {
  const held = readCursor(cursor);
  for (const order of Array.isArray(held.orderFields) ? held.orderFields : []) {
    assertPlain(String(isRecord(order) ? order.field : order), 'sort by');
  }
  assertSearch(held.fullTextFilter);
  const { filter, query } = held;
  const narrowed = {
    ...held,
    ...(filter === undefined
      ? {}
      : { filter: narrowCursorFilter(filter, knows) }),
    ...(query === undefined ? {} : { query: narrowPredicate(query, knows) }),
  };
  return Buffer.from(JSON.stringify(narrowed), 'utf8').toString('base64');
}

function assertSearch(fullTextFilter: unknown): void {
  const fields = isRecord(fullTextFilter) ? fullTextFilter.fields : [];
  for (const field of Array.isArray(fields) ? fields : []) {
    assertPlain(String(field), 'search in');
  }
}

function assertFacet(facet: string): void {
  if (['inside', 'path'].includes(kindOfField(facet))) {
    assertPlain(facet, 'count by');
  }
}

function atMost(limit: string): string {
  return Number(limit) > MOST ? String(MOST) : limit;
}
