/**
 * Tries until the expectation no longer throws, and throws its last error after the time (5 seconds when left out).
 *
 * @public
 */
export async function eventually<T>(
  expectation: () => Promise<T> | T,
  timeoutMs: number = 5_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }
}
