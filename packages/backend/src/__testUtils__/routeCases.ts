import { DocumentedRoute, Schema } from './documents';

/** Values by the name of the parameter or field that they go into. */
export type Pool = ReadonlyMap<string, readonly string[]>;

/** One call of a route, and what stands in it. */
export interface RouteCase {
  title: string;
  method: string;
  path: string;
  body?: unknown;
  /** The values of the pool that it names. */
  named: string[];
}

/** How many values of one parameter are tried, beside those of all others. */
const MOST = 6;

/** The name of what is made. */
const NEW = 'own-thing';

/** Fields that name what is made: never after something that is there. */
const OWN = new Set(['slug', 'name', 'displayName', 'description', 'note']);

/**
 * The calls of a route: each value of the pool once in the path, each once in the query, and one body made after the schema.
 * `tenants` are the values of the parameter `tenant`.
 */
export function casesOf(
  route: DocumentedRoute,
  pool: Pool,
  tenants: readonly string[],
): RouteCase[] {
  const valuesOf = (name: string) =>
    (
      pool.get(`${route.pluginId} ${name}`) ??
      pool.get(name) ??
      pool.get('id') ??
      []
    ).slice(0, MOST);
  const params = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const others = params.filter(name => name !== 'tenant');
  const rounds = Math.max(1, ...others.map(name => valuesOf(name).length));
  const inTenants = params.includes('tenant') ? tenants : [undefined];
  return inTenants.flatMap(tenant =>
    Array.from({ length: rounds }, (_, round) => {
      const named: string[] = [];
      const name = (value: string) => {
        named.push(value);
        return value;
      };
      const path = route.path.replace(/\{(\w+)\}/g, (_all, param: string) => {
        const values = valuesOf(param);
        return encodeURIComponent(
          name(
            param === 'tenant' && tenant !== undefined
              ? tenant
              : values[round % values.length] ?? 'none',
          ),
        );
      });
      const body =
        route.body &&
        sampleOf(route.body, '', field => {
          const values = valuesOf(field);
          return name(
            OWN.has(field) || values.length === 0
              ? NEW
              : values[round % values.length],
          );
        });
      const base = `/${route.pluginId}${path}`;
      const whole = (query: string, also: string[]): RouteCase => ({
        title: `${route.method.toUpperCase()} ${base}${query}`,
        method: route.method,
        path: `${base}${query}`,
        ...(body === undefined ? {} : { body }),
        named: [...named, ...also],
      });
      const queries =
        round > 0
          ? []
          : route.query.flatMap(field =>
              (pool.get(field) ?? []).map(value =>
                whole(`?${field}=${encodeURIComponent(value)}`, [value]),
              ),
            );
      return [whole('', []), ...queries];
    }).flat(),
  );
}

/** A value that a JSON schema allows, mostly: what a pattern forbids is the server's to refuse. */
function sampleOf(
  schema: Schema,
  field: string,
  pick: (field: string) => string,
): unknown {
  const first = [schema.anyOf, schema.oneOf].find(Array.isArray)?.[0];
  if (first) {
    return sampleOf(first, field, pick);
  }
  if ('const' in schema) {
    return schema.const;
  }
  if (Array.isArray(schema.enum)) {
    return schema.enum[0];
  }
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(
          ([key, value]) => [key, sampleOf(value, key, pick)],
        ),
      );
    case 'array':
      return [sampleOf((schema.items ?? {}) as Schema, field, pick)];
    case 'integer':
    case 'number':
      return Math.max(1, Number(schema.minimum ?? 1));
    case 'boolean':
      return false;
    case 'string':
      return schema.format === 'date-time'
        ? '2026-01-01T00:00:00.000Z'
        : pick(field);
    default:
      return {};
  }
}

/** The same call about things that are not there. */
export function absent(one: RouteCase): RouteCase {
  const swap = (text: string) =>
    one.named.reduce(
      (all, value) => replaceAll(all, value, absentOf(value)),
      text,
    );
  return {
    ...one,
    path: swap(one.path),
    ...(one.body === undefined
      ? {}
      : { body: JSON.parse(swap(JSON.stringify(one.body))) }),
    named: one.named.map(absentOf),
  };
}

/** What a call was answered, without the values that it named. */
export function withoutNamed(text: string, named: readonly string[]): string {
  return [...named]
    .sort((a, b) => b.length - a.length)
    .reduce((all, value) => replaceAll(all, value, '<it>'), text);
}

function replaceAll(text: string, value: string, by: string): string {
  return text
    .replaceAll(encodeURIComponent(value), encodeURIComponent(by))
    .replaceAll(value, by);
}

function absentOf(value: string): string {
  if (/^[0-9A-Z]{26}$/.test(value)) {
    return `01ABSENT${value.slice(8).replace(/./g, '0')}`;
  }
  if (value.startsWith('user:')) {
    return 'user:default/absent';
  }
  return value === NEW ? 'other-thing' : value.replace(/zebras?/gi, 'absent');
}
