/** An answer of the portal that is not 2xx, with the backend's own sentence. */
export class ApiError extends Error {
  constructor({ status, headers }, body) {
    super(body?.error?.message ?? `The portal answers ${status}`);
    this.status = status;
    this.headers = headers;
  }
}

/**
 * Calls the portal's API as one person.
 *
 * @param {string} portal
 * @param {string} token
 */
export function apiAs(portal, token) {
  const ask = async (method, path, body, headers = {}) => {
    const response = await fetch(`${portal}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(method !== 'GET' && { 'idempotency-key': crypto.randomUUID() }),
        ...headers,
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    const json = /^[{[]/.test(text) ? JSON.parse(text) : undefined;
    if (!response.ok) {
      throw new ApiError(response, json);
    }
    return { text, json };
  };
  const call = async (...asked) => (await ask(...asked)).json;
  return {
    get: path => call('GET', path),
    /** The answer as it came: CSV, or JSON to be searched. */
    text: async path => (await ask('GET', path)).text,
    post: (path, body, headers) => call('POST', path, body, headers),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
    put: (path, body, headers) => call('PUT', path, body, headers),
    delete: (path, headers) => call('DELETE', path, undefined, headers),
  };
}

/**
 * Asks again until the answer is the one waited for; fails with the last one.
 *
 * @template T
 * @param {string} what for the failure: "the release succeeds"
 * @param {() => Promise<T>} ask
 * @param {(answer: T) => boolean} is
 * @param {number} [withinMs]
 */
export async function eventually(what, ask, is, withinMs = 60_000) {
  const until = Date.now() + withinMs;
  for (;;) {
    const answer = await ask().catch(error => error);
    if (!(answer instanceof Error) && is(answer)) {
      return answer;
    }
    if (Date.now() > until) {
      const last =
        answer instanceof Error
          ? answer.message
          : JSON.stringify(answer, undefined, 1).slice(0, 3000);
      throw new Error(
        `Not within ${withinMs / 1000} s: ${what}. Last: ${last}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
