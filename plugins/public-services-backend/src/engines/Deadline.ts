/** Something took longer than it may. */
export class DeadlineExceeded extends Error {
  constructor(readonly ms: number) {
    super(`No answer within ${ms / 1000} s`);
    this.name = 'DeadlineExceeded';
  }
}

/** How long a server may take. */
export interface EngineTimeouts {
  /** From the first packet to being signed in. */
  connectMs: number;
  /** For each statement. Making or dropping a database may take its time; nothing else does. */
  statementMs: number;
}

export const DEFAULT_TIMEOUTS: EngineTimeouts = {
  connectMs: 5_000,
  statementMs: 30_000,
};

/**
 * The result of some work, or {@link DeadlineExceeded} after `ms`; then `abandon` gives up what the work waits for.
 */
export async function within<T>(
  ms: number,
  work: Promise<T>,
  abandon: () => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded(ms)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    if (error instanceof DeadlineExceeded) {
      work.catch(() => {});
      abandon();
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The result of some work, or the reason of the signal as soon as that is aborted. */
export async function untilAborted<T>(
  signal: AbortSignal | undefined,
  work: Promise<T>,
): Promise<T> {
  if (!signal) {
    return work;
  }
  let stop: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    work.catch(() => {});
    signal.removeEventListener('abort', stop);
  }
}
