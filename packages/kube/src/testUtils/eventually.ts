/**
 * Waits until a condition holds, asking again every 50 ms: real clusters take the time they take.
 *
 * @throws what the last try threw, or an error with `what`, after `timeoutMs`
 * @public
 */
export async function eventually<T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 20_000,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  let problem: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== undefined && value !== false) {
        return value;
      }
      problem = undefined;
    } catch (error) {
      problem = error;
    }
    if (Date.now() > until) {
      throw problem ?? new Error(`Not within ${timeoutMs} ms: ${what}`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
}
