/** Tries until it passes, and throws what was wrong last when the time is over. */
export async function eventually<T>(
  attempt: () => Promise<T>,
  timeoutMs: number = 20_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
    }
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
}
