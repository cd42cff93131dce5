import { ResponseError } from '@backstage/errors';

/** Which advice fits an error; each has a text of its own. */
export type Advice =
  | 'offline'
  | 'timeout'
  | 'unauthorised'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'invalid'
  | 'busy'
  | 'server'
  | 'unexpected';

const adviceOfStatus: Record<number, Advice> = {
  400: 'invalid',
  401: 'unauthorised',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  412: 'conflict',
  422: 'invalid',
  429: 'busy',
  502: 'busy',
  503: 'busy',
  504: 'busy',
};

/** What to do about an error, and what an operations admin needs to find it. No header or body of the request is in it. */
export function describeError(error: Error): {
  advice: Advice;
  details: string;
} {
  if (error instanceof ResponseError) {
    const { statusCode, response, body } = error;
    return {
      advice: adviceOfStatus[statusCode] ?? 'server',
      details: lines({
        error: `${body.error.name}: ${body.error.message}`,
        status: String(statusCode),
        request: body.request
          ? `${body.request.method} ${body.request.url}`
          : response.url,
        'request id': response.headers.get('x-request-id') ?? undefined,
      }),
    };
  }
  return {
    advice: adviceOfName(error.name),
    details: lines({ error: `${error.name}: ${error.message}` }),
  };
}

function adviceOfName(name: string): Advice {
  switch (name) {
    case 'TimeoutError':
    case 'AbortError':
      return 'timeout';
    // The name that fetch gives to a connection that failed.
    case 'TypeError':
      return 'offline';
    default:
      return 'unexpected';
  }
}

function lines(facts: Record<string, string | undefined>): string {
  return Object.entries({ ...facts, time: new Date().toISOString() })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
