import { Contract, Route, Routes } from '@flytower/contract';

/** What a route of a fake backend was called with. */
export interface FakeCall {
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  headers: Headers;
}

type Answer = (call: FakeCall) => unknown;

/** A backend in a test: the routes that the test answers; all others are a failure of the test. */
export interface FakeBackend {
  pluginId: string;
  /** Every call, in order. */
  calls: { route: string; call: FakeCall }[];
  handle(
    method: string,
    path: string,
    request: Omit<FakeCall, 'params'>,
  ): Promise<Response>;
}

/** An error as a Backstage backend answers it; throw it from an answer. */
export class AnswerError extends Error {
  readonly status: number;

  constructor(status: number, message: string, name = 'Error') {
    super(message);
    this.status = status;
    this.name = name;
  }
}

/**
 * A backend that answers some routes of a contract. Each answer passes the route's own result schema, so that a test
 * cannot show a page what the real backend would never send.
 */
export function fakeBackend<R extends Routes>(
  contract: Contract<R>,
  answers: { [K in keyof R]?: Answer },
): FakeBackend {
  const calls: FakeBackend['calls'] = [];
  return {
    pluginId: contract.pluginId,
    calls,
    async handle(method, path, request) {
      for (const [name, route] of Object.entries<Route>(contract.routes)) {
        const params = match(route, method, path);
        const answer: Answer | undefined = answers[name];
        if (params && answer) {
          const call = { ...request, params };
          calls.push({ route: name, call });
          return respond(route, () => answer(call));
        }
      }
      throw new Error(
        `The test has no answer for ${method} ${path} of ${contract.pluginId}`,
      );
    },
  };
}

function match(
  route: Route,
  method: string,
  path: string,
): Record<string, string> | undefined {
  const pattern = route.path.replace(/:([A-Za-z]+)/g, '(?<$1>[^/]+)');
  const found = new RegExp(`^${pattern}$`).exec(path);
  return found && route.method.toUpperCase() === method
    ? Object.fromEntries(
        Object.entries(found.groups ?? {}).map(([name, value]) => [
          name,
          decodeURIComponent(value),
        ]),
      )
    : undefined;
}

async function respond(route: Route, answer: () => unknown): Promise<Response> {
  try {
    const result = route.result.parse(await answer());
    if (route.produces) {
      return answerOf(route.status, String(result), route.produces);
    }
    return route.status === 204
      ? jsonResponse(204, undefined)
      : jsonResponse(route.status, result);
  } catch (error) {
    if (error instanceof AnswerError) {
      return jsonResponse(error.status, {
        error: { name: error.name, message: error.message },
        request: { method: route.method.toUpperCase(), url: route.path },
        response: { statusCode: error.status },
      });
    }
    throw error;
  }
}

function jsonResponse(status: number, body: unknown): Response {
  const text = body === undefined ? '' : JSON.stringify(body);
  return answerOf(status, text, 'application/json');
}

/** jsdom has no Response; this is the part of it that clients use. */
function answerOf(status: number, text: string, type: string): Response {
  const part = {
    ok: status < 300,
    status,
    statusText: String(status),
    url: 'http://portal.test/',
    headers: new Headers({ 'content-type': type }),
    text: async () => text,
    json: async () => JSON.parse(text),
  };
  return part as Response;
}
