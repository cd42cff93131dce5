import { InputError } from '@backstage/errors';
import { isRecord, JsonRecord } from './json';
import { askedRef, kindOfField, Knows } from './refFields';

/** A value that no field of references has. Narrowing what was narrowed changes nothing: cursors come back with it. */
const NOTHING = 'flytower-withheld';
/** How deep conditions may be nested. The catalog's own pages use three. */
const DEEPEST = 20;

/** Refuses to sort, to search or to look by a field that says who is where. */
export function assertPlain(field: string, act: string): void {
  const kind = kindOfField(field.trim());
  if (kind === 'path') {
    throw new InputError(
      `Nobody can ${act} "${field}": it would tell where files lie on the server. Filter by a whole value`,
    );
  }
  if (kind !== 'plain') {
    throw new InputError(
      `Nobody can ${act} "${field}": it would tell of people and groups whom you may not see. Filter by a whole reference, for example relations.ownedBy=group:default/name`,
    );
  }
}

/**
 * A filter as it stands in an address, `kind=user,relations.memberOf=group:default/name`, in which what the reader does not
 * know is replaced by what nothing has.
 */
export function narrowFilter(filter: string, knows: Knows): string {
  return filter
    .split(',')
    .map(one => one.trim())
    .filter(Boolean)
    .map(statement => {
      const equals = statement.indexOf('=');
      const key = (equals < 0 ? statement : statement.slice(0, equals)).trim();
      const value = equals < 0 ? undefined : statement.slice(equals + 1).trim();
      switch (kindOfField(key)) {
        case 'plain':
        case 'path':
          return statement;
        case 'refs':
          if (value !== undefined) {
            return `${key}=${narrowValue(value, knows)}`;
          }
          throw onlyWhole(key);
        default:
          throw onlyWhole(key);
      }
    })
    .join(',');
}

/** The same for the predicates of a body: `{ $all: [{ kind: 'User' }, { 'relations.memberOf': { $in: […] } }] }`. */
export function narrowPredicate(
  predicate: unknown,
  knows: Knows,
  depth = 0,
): unknown {
  if (depth > DEEPEST) {
    throw new InputError(
      `The query is nested deeper than ${DEEPEST} conditions; ask with fewer`,
    );
  }
  if (!isRecord(predicate)) {
    return predicate;
  }
  const inner = (one: unknown) => narrowPredicate(one, knows, depth + 1);
  // The catalog looks at the first of these that is there and at nothing else.
  if ('$not' in predicate) {
    return { $not: inner(predicate.$not) };
  }
  for (const operator of ['$all', '$any']) {
    if (operator in predicate) {
      const list = predicate[operator];
      return { [operator]: Array.isArray(list) ? list.map(inner) : list };
    }
  }
  return Object.fromEntries(
    Object.entries(predicate).map(([key, condition]) => [
      key,
      narrowCondition(key, condition, knows),
    ]),
  );
}

function narrowCondition(
  key: string,
  condition: unknown,
  knows: Knows,
): unknown {
  switch (kindOfField(key)) {
    case 'plain':
      return condition;
    case 'path':
      if (!isWhole(condition)) {
        assertPlain(key, 'ask by a part of');
      }
      return condition;
    case 'inside':
      throw onlyWhole(key);
    default:
  }
  if (typeof condition === 'string') {
    return narrowValue(condition, knows);
  }
  if (isRecord(condition) && '$in' in condition) {
    return { $in: narrowValues(key, condition.$in, knows) };
  }
  if (isRecord(condition) && '$contains' in condition) {
    const { $contains } = condition;
    return {
      $contains: isRecord($contains)
        ? narrowRelation(key, $contains, knows)
        : narrowCondition(key, $contains, knows),
    };
  }
  throw onlyWhole(key);
}

function isWhole(condition: unknown): boolean {
  return isRecord(condition)
    ? Object.keys(condition).every(one => ['$in', '$exists'].includes(one))
    : true;
}

/** `{ type: 'memberOf', targetRef: 'group:default/name' }`, the one object that the catalog looks for in relations. */
function narrowRelation(
  key: string,
  relation: JsonRecord,
  knows: Knows,
): JsonRecord {
  const entries = Object.entries(relation).map(([name, value]) => {
    if (name.toLowerCase() !== 'targetref') {
      return [name, value];
    }
    return [
      name,
      typeof value === 'string'
        ? narrowValue(value, knows)
        : { $in: narrowValues(key, isRecord(value) && value.$in, knows) },
    ];
  });
  if (!entries.some(([name]) => String(name).toLowerCase() === 'targetref')) {
    throw onlyWhole(key);
  }
  return Object.fromEntries(entries);
}

/** A filter as a cursor holds it: `{ key, values }` under `allOf`, `anyOf` and `not`. */
export function narrowCursorFilter(
  filter: unknown,
  knows: Knows,
  depth = 0,
): unknown {
  if (depth > DEEPEST) {
    throw new InputError('The cursor is not one of the catalog; begin again');
  }
  if (!isRecord(filter)) {
    return filter;
  }
  const inner = (one: unknown) => narrowCursorFilter(one, knows, depth + 1);
  const narrowed: Record<string, unknown> = { ...filter };
  if ('not' in filter) {
    narrowed.not = inner(filter.not);
  }
  for (const operator of ['allOf', 'anyOf']) {
    const list = filter[operator];
    if (Array.isArray(list)) {
      narrowed[operator] = list.map(inner);
    }
  }
  const { key, values } = filter;
  if (
    typeof key === 'string' &&
    !['plain', 'path'].includes(kindOfField(key))
  ) {
    if (kindOfField(key) === 'inside') {
      throw onlyWhole(key);
    }
    narrowed.values = narrowValues(key, values, knows);
  }
  return narrowed;
}

function narrowValues(key: string, values: unknown, knows: Knows): string[] {
  if (!Array.isArray(values)) {
    throw onlyWhole(key);
  }
  const known = values
    .map(one => narrowValue(String(one), knows))
    .filter(one => one !== NOTHING);
  return known.length > 0 ? known : [NOTHING];
}

function narrowValue(value: string, knows: Knows): string {
  const ref = askedRef(value);
  return ref !== undefined && knows(ref) ? value : NOTHING;
}

function onlyWhole(key: string): InputError {
  return new InputError(
    `"${key}" can be asked by whole references only, for example relations.memberOf=group:default/name`,
  );
}
