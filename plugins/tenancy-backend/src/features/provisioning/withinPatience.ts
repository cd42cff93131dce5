/**
 * The result of the work, or of `late` where it takes longer than so many milliseconds. Then the work's signal is aborted:
 * it begins nothing more, and what it has under way is found at the next look.
 */
export async function withinPatience<T>(
  patienceMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => T,
): Promise<T> {
  const patience = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<T>(resolve => {
    timer = setTimeout(() => {
      patience.abort();
      resolve(late());
    }, patienceMs);
  });
  const working = work(patience.signal);
  // A failure after the patience is over belongs to nobody any more.
  working.catch(() => undefined);
  try {
    return await Promise.race([working, over]);
  } finally {
    clearTimeout(timer);
  }
}
