import { ResponseError } from '@backstage/errors';
import { z } from 'zod';
import { Contract, Route, Routes } from './route';
import { sendPatiently } from './sendPatiently';

type Filled<Key extends string, T> = T extends Record<string, never>
  ? { [K in Key]?: undefined }
  : Partial<T> extends T
  ? { [K in Key]?: T }
  : { [K in Key]: T };

/**
 * What a call of a route takes: only the parts that the route has.
 *
 * @public
 */
export type CallInput<R extends Route> = Filled<
  'params',
  z.input<R['params']>
> &
  Filled<'query', z.input<R['query']>> &
  Filled<'body', z.input<R['body']>> & {
    /** Made at random when left out. Give one to make a retry of the same act safe. */
    idempotencyKey?: string;
    /** The version the caller has seen, for writes that change what exists. */
    ifMatch?: string;
    signal?: AbortSignal;
  };

/**
 * A typed client: one method a route, named by its operation id.
 *
 * @public
 */
export type ContractClient<R extends Routes> = {
  [K in keyof R]: (
    ...args: Partial<CallInput<R[K]>> extends CallInput<R[K]>
      ? [CallInput<R[K]>?]
      : [CallInput<R[K]>]
  ) => Promise<z.output<R[K]['result']>>;
};

/** @public */
export interface ContractClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi: { fetch: typeof fetch };
  /** Milliseconds after which a call gives up; 30,000 when left out. */
  timeoutMs?: number;
  /** Extra headers of every call, for example a service token. */
  headers?: () => Promise<Record<string, string>>;
}

/**
 * Makes the client of a contract. A call throws `ResponseError` of `@backstage/errors` on every answer but 2xx, and a
 * `ZodError` where the answer does not have the shape that the contract promises. One request too many (429) is sent again
 * when the backend says so, twice at most.
 *
 * @public
 */
export function createContractClient<R extends Routes>(
  contract: Contract<R>,
  options: ContractClientOptions,
): ContractClient<R> {
  const call = async (route: Route, input: CallInput<Route> = {}) => {
    const base = await options.discoveryApi.getBaseUrl(contract.pluginId);
    const timeout = AbortSignal.timeout(options.timeoutMs ?? 30_000);
    const signal = input.signal
      ? AbortSignal.any([input.signal, timeout])
      : timeout;
    const url = `${base}${pathOf(route, input.params)}${queryOf(input.query)}`;
    const request = {
      method: route.method.toUpperCase(),
      headers: {
        accept: route.produces ?? 'application/json',
        ...(input.body === undefined
          ? {}
          : { 'content-type': 'application/json' }),
        ...(route.idempotencyKey === 'required'
          ? { 'idempotency-key': input.idempotencyKey ?? crypto.randomUUID() }
          : {}),
        ...(input.ifMatch === undefined ? {} : { 'if-match': input.ifMatch }),
        ...(await options.headers?.()),
      },
      body: input.body === undefined ? undefined : JSON.stringify(input.body),
      signal,
    };
    const response = await sendPatiently(
      () => options.fetchApi.fetch(url, request),
      signal,
    );
    if (!response.ok) {
      throw await failureOf(response);
    }
    return route.result.parse(await answerOf(route, response));
  };
  const entries = Object.entries(contract.routes).map(([id, route]) => [
    id,
    (input?: CallInput<Route>) => call(route, input),
  ]);
  // Object.entries forgets which key had which route; the mapped type restores it.
  return Object.fromEntries(entries) as ContractClient<R>;
}

async function answerOf(route: Route, response: Response): Promise<unknown> {
  if (response.status === 204) {
    return undefined;
  }
  return route.produces ? response.text() : response.json();
}

/** The error of an answer, with the backend's own sentence as its message. */
async function failureOf(response: Response): Promise<ResponseError> {
  const error = await ResponseError.fromResponse(response);
  error.message = error.body.error.message;
  return error;
}

function pathOf(route: Route, params: unknown): string {
  const values = z.record(z.string(), z.unknown()).parse(params ?? {});
  return route.path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(String(values[name])),
  );
}

function queryOf(query: unknown): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(
    z.record(z.string(), z.unknown()).parse(query ?? {}),
  )) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) {
        search.append(name, String(one));
      }
    }
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}
