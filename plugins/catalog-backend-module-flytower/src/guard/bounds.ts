import { InputError } from '@backstage/errors';
import { isRecord, JsonRecord } from './json';
import { Query, readCursor, textsOf } from './parameters';

/** Characters of the address behind the question mark. */
const LONGEST_QUERY = 16 * 1024;
/** Names of fields in one parameter. */
const MOST_FIELDS = 50;
const LONGEST_FIELD = 200;
/** `metadata.annotations.example.com/key` has four. The catalog's work grows with their square, for each entity. */
const MOST_PARTS = 10;
const LONGEST_VALUE = 1_000;
/** Filters, and conditions in all of them. Values of one field are one condition. */
const MOST_CONDITIONS = 100;
/** Values of one condition, and references of one request. */
const MOST_VALUES = 1_000;
/** As deep as is read; what is deeper is refused where it is narrowed. */
const DEEPEST = 30;

/**
 * Refuses what would keep the one thread of the portal busy for everybody, whoever asks: the catalog itself sets no bound
 * to how much one request asks for. Throws InputError.
 */
export function assertBounded(
  url: string,
  query: Query,
  body: JsonRecord,
): void {
  const search = url.indexOf('?');
  atMost(
    search < 0 ? 0 : url.length - search - 1,
    LONGEST_QUERY,
    'characters of query in the address',
  );
  for (const name of [
    'fields',
    'facet',
    'order',
    'orderField',
    'fullTextFilterFields',
  ]) {
    assertFields(query[name], name);
  }
  for (const name of ['fields', 'facets']) {
    assertFields(body[name], name);
  }
  assertFilters(textsOf(query.filter, 'filter') ?? []);
  assertValue(query.fullTextFilterTerm);
  assertValues(body.entityRefs, 'references');
  assertOrderAndSearch(body.orderBy, body.fullTextFilter);
  assertConditions(body.query);
  for (const cursor of [query.cursor, body.cursor]) {
    if (cursor) {
      assertCursor(readCursor(cursor));
    }
  }
}

/** Anybody can write a cursor. */
function assertCursor(held: JsonRecord): void {
  assertOrderAndSearch(held.orderFields, held.fullTextFilter);
  assertValues(held.orderFieldValues, 'values');
  assertConditions(held.query);
  assertConditions(held.filter);
}

function assertFields(value: unknown, parameter: string): void {
  const names = (textsOf(value, parameter) ?? []).flatMap(one =>
    one.split(','),
  );
  atMost(names.length, MOST_FIELDS, `names of fields in "${parameter}"`);
  names.forEach(assertField);
}

function assertField(name: string): void {
  atMost(name.length, LONGEST_FIELD, 'characters in the name of a field');
  atMost(name.split('.').length, MOST_PARTS, 'parts in the name of a field');
}

function assertFilters(filters: string[]): void {
  atMost(filters.length, MOST_CONDITIONS, 'filters');
  let conditions = 0;
  for (const filter of filters) {
    const keys = new Set<string>();
    for (const statement of filter.split(',')) {
      const [key, ...value] = statement.split('=');
      assertField(key);
      assertValue(value.join('='));
      keys.add(key.trim());
    }
    conditions += keys.size;
  }
  atMost(conditions, MOST_CONDITIONS, 'conditions');
}

function assertOrderAndSearch(order: unknown, fullTextFilter: unknown): void {
  const search = isRecord(fullTextFilter) ? fullTextFilter : {};
  for (const fields of [order, search.fields]) {
    const list = Array.isArray(fields) ? fields : [];
    atMost(list.length, MOST_FIELDS, 'fields to sort by or to search in');
    for (const one of list) {
      assertField(String(isRecord(one) ? one.field : one));
    }
  }
  assertValue(search.term);
}

function assertConditions(condition: unknown): void {
  atMost(conditionsIn(condition, 0), MOST_CONDITIONS, 'conditions');
}

/** How many conditions there are, in the words of a predicate or in those of a cursor. A list is as many as it holds. */
function conditionsIn(condition: unknown, depth: number): number {
  if (!isRecord(condition)) {
    assertValue(condition);
    return 1;
  }
  atMost(depth, DEEPEST, 'conditions within one another');
  let count = 0;
  for (const [key, value] of Object.entries(condition)) {
    assertField(key);
    if (['$in', 'values'].includes(key)) {
      assertValues(value, 'values');
    } else if (key === 'key') {
      assertField(String(value));
      count++;
    } else if (Array.isArray(value)) {
      let within = 0;
      for (const one of value) {
        within += conditionsIn(one, depth + 1);
      }
      count += Math.max(within, 1);
    } else if (['$not', 'not'].includes(key)) {
      count += 1 + conditionsIn(value, depth + 1);
    } else {
      count += Math.max(conditionsIn(value, depth + 1), 1);
    }
  }
  return Math.max(count, 1);
}

function assertValues(values: unknown, what: string): void {
  const list = Array.isArray(values) ? values : [values];
  atMost(list.length, MOST_VALUES, what);
  list.forEach(assertValue);
}

function assertValue(value: unknown): void {
  if (typeof value === 'string') {
    atMost(value.length, LONGEST_VALUE, 'characters in a value');
  }
}

function atMost(count: number, most: number, what: string): void {
  if (count > most) {
    throw new InputError(
      `A question to the catalog has at most ${most} ${what}, and this one has ${count}; ask for less at a time`,
    );
  }
}
