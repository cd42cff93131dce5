/**
 * The result of the work, or of `late` where it takes longer than so many milliseconds. The work goes on unobserved, and
 * what it does is found at the next look.
 */
export async function withinPatience<T>(
  patienceMs: number,
  work: Promise<T>,
  late: () => T,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<T>(resolve => {
    timer = setTimeout(() => resolve(late()), patienceMs);
  });
  // A failure after the patience is over belongs to nobody any more.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}
