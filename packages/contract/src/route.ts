import { z } from 'zod';
import { RouteAccess } from './access';

/** @public */
export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/**
 * One route as data. Server validation, typed client and OpenAPI document are made from it, so schemas hold JSON types
 * only: no dates, bigints or transforms (`z.toJSONSchema` refuses them).
 *
 * @public
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
> {
  method: HttpMethod;
  /** Starts with `/v1/`; parameters are written `:tenant`. */
  path: string;
  /** One sentence for the OpenAPI document. */
  summary: string;
  access: RouteAccess;
  params: Params;
  query: Query;
  body: Body;
  result: Result;
  /** 202 answers with an operation that goes on; 204 has no body. */
  status: 200 | 201 | 202 | 204;
  /** A file in place of JSON; the result is its text. */
  produces?: 'text/csv';
  /**
   * `required`: the call carries an Idempotency-Key, and a second call with the same key and body gives the first answer.
   */
  idempotencyKey: 'required' | 'none';
}

type None = z.ZodObject<Record<never, never>>;

/** @public */
export interface RouteOptions<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Result extends z.ZodType,
> {
  method: HttpMethod;
  path: string;
  summary: string;
  access: RouteAccess;
  params?: Params;
  query?: Query;
  body?: Body;
  result: Result;
  status?: Route['status'];
  produces?: Route['produces'];
  idempotencyKey?: Route['idempotencyKey'];
}

const none: None = z.object({});

/**
 * Describes one route. What is left out is empty: no parameters, no query, no body, status 200, no idempotency key.
 *
 * @public
 */
export function defineRoute<
  Result extends z.ZodType,
  Params extends z.ZodType = None,
  Query extends z.ZodType = None,
  Body extends z.ZodType = None,
>(
  options: RouteOptions<Params, Query, Body, Result>,
): Route<Params, Query, Body, Result> {
  const { path, method } = options;
  if (!path.startsWith('/v1/')) {
    throw new Error(
      `The path of ${method.toUpperCase()} ${path} must start with /v1/`,
    );
  }
  return {
    status: 200,
    idempotencyKey: 'none',
    ...options,
    // The defaults stand for the type parameters' own defaults, which TypeScript cannot see.
    params: options.params ?? (none as unknown as Params),
    query: options.query ?? (none as unknown as Query),
    body: options.body ?? (none as unknown as Body),
  };
}

/**
 * The same route for these plugins alone.
 *
 * @public
 */
export function servedTo<R extends Route>(
  route: R,
  callers: readonly string[],
): R {
  return { ...route, access: { kind: 'service', callers } };
}

/** @public */
export type Routes = Record<string, Route>;

/**
 * The routes of one backend plugin; each key is the route's operation id.
 *
 * @public
 */
export interface Contract<R extends Routes = Routes> {
  pluginId: string;
  title: string;
  routes: R;
}

/**
 * Gathers routes into the contract of one plugin and refuses two routes of the same method and path.
 *
 * @public
 */
export function defineContract<const R extends Routes>(
  contract: Contract<R>,
): Contract<R> {
  const seen = new Map<string, string>();
  for (const [id, route] of Object.entries(contract.routes)) {
    const key = `${route.method} ${route.path.replace(/:[^/]+/g, ':')}`;
    const other = seen.get(key);
    if (other) {
      throw new Error(
        `Routes ${other} and ${id} of ${contract.pluginId} have the same method and path`,
      );
    }
    seen.set(key, id);
  }
  return contract;
}
