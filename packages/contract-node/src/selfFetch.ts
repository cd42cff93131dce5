import { Agent } from 'undici';

/**
 * A connection that nobody uses is closed by us after this time. Node's servers close theirs after 5 seconds: whoever
 * closes later meets a connection that the other is just closing.
 */
const KEPT_MS = 2_000;

const dispatcher = new Agent({
  keepAliveTimeout: KEPT_MS,
  keepAliveMaxTimeout: KEPT_MS,
});

/**
 * Codes of a connection that ended before there was an answer, and the words where the code is lost: `fetch` keeps the
 * text alone of an error that it does not know as one, which an agent of another copy of undici may throw.
 */
const ENDED = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/;
const ENDED_IN_WORDS = /ECONNRESET|EPIPE|other side closed/;

/**
 * `fetch` for calls of one backend to another, or to itself. Where the connection ends before there is an answer, what
 * may be done twice is asked once more: reading, and writing with an idempotency key. Any other write may have been
 * done, and is the caller's to look at.
 *
 * @public
 */
export const selfFetch: typeof fetch = async (input, init) => {
  const own: RequestInit & { dispatcher: Agent } = { ...init, dispatcher };
  const call = () => fetch(input, own);
  try {
    return await call();
  } catch (error) {
    if (!isRepeatable(init) || !hasEnded(error)) {
      throw error;
    }
    return call();
  }
};

function isRepeatable(init: RequestInit | undefined): boolean {
  return (
    (init?.method ?? 'GET') === 'GET' ||
    new Headers(init?.headers).has('idempotency-key')
  );
}

function hasEnded(error: unknown): boolean {
  const cause = partOf(error, 'cause');
  return (
    ENDED.test(String(partOf(cause, 'code'))) ||
    ENDED_IN_WORDS.test(String(cause))
  );
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Reflect.get(value, name)
    : undefined;
}
