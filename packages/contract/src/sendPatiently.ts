const MOST_TRIES = 3;
const MOST_SECONDS = 10;

/**
 * Sends a request again when the server says that it was one too many (429) and when to come back (`Retry-After`): three
 * times in all, and only where the wait is at most ten seconds. A request that is one too many was not begun, so that one
 * that writes may be sent again, too. Everything else is answered as it came.
 *
 * @throws the reason of the signal when it fires while waiting.
 */
export async function sendPatiently(
  send: () => Promise<Response>,
  signal: AbortSignal,
): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await send();
    const seconds = Number(response.headers.get('retry-after'));
    if (
      response.status !== 429 ||
      tries === MOST_TRIES ||
      !(seconds > 0 && seconds <= MOST_SECONDS)
    ) {
      return response;
    }
    await response.body?.cancel();
    await pause(seconds * 1000, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    function stop() {
      clearTimeout(done);
      reject(signal.reason);
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}
