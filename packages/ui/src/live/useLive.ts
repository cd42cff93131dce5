import { toError } from '@backstage/errors';
import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * What is known of something that is asked again and again. A refresh that fails keeps the last value and says so.
 *
 * @public
 */
export type Live<T> =
  | { kind: 'loading'; refresh: () => void }
  | { kind: 'failed'; error: Error; refresh: () => void }
  | { kind: 'ready'; value: T; at: Date; error?: Error; refresh: () => void };

/** @public */
export interface LiveOptions<T> {
  /** What is asked for; another key starts anew. Put every parameter of the query into it. */
  key: string;
  /** Milliseconds between answers: 15,000 when left out. */
  intervalMs?: number;
  /** Whether the value is on its way somewhere: it is then asked for every 2 seconds. */
  progressing?: (value: T) => boolean;
}

const PROGRESSING_MS = 2_000;

/**
 * Asks, and asks again: every 15 seconds, every 2 while something progresses, not at all while the page is hidden, and
 * at once when it is shown again or `refresh` is called.
 *
 * @public
 */
export function useLive<T>(
  query: (signal: AbortSignal) => Promise<T>,
  options: LiveOptions<T>,
): Live<T> {
  const { key } = options;
  type Known = { key: string; value?: { is: T; at: Date }; error?: Error };
  const [known, setKnown] = useState<Known>({ key });
  // The newest query and options, so that a new function object of the same key does not ask again.
  const current = useRef({ query, options });
  useEffect(() => {
    current.current = { query, options };
  });
  const askNow = useRef(() => {});

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking: AbortController | undefined;
    const next = (ms: number) => {
      clearTimeout(timer);
      timer = document.hidden ? undefined : setTimeout(ask, ms);
    };
    async function ask() {
      clearTimeout(timer);
      asking?.abort();
      const mine = new AbortController();
      asking = mine;
      const interval = current.current.options.intervalMs ?? 15_000;
      try {
        const value = await current.current.query(mine.signal);
        if (!mine.signal.aborted) {
          setKnown({ key, value: { is: value, at: new Date() } });
          const { progressing } = current.current.options;
          next(progressing?.(value) ? PROGRESSING_MS : interval);
        }
      } catch (error) {
        if (!mine.signal.aborted) {
          setKnown(before => ({
            key,
            value: before.key === key ? before.value : undefined,
            error: toError(error),
          }));
          next(interval);
        }
      }
    }
    const onVisibility = () => {
      if (document.hidden) {
        clearTimeout(timer);
      } else {
        ask();
      }
    };
    askNow.current = ask;
    document.addEventListener('visibilitychange', onVisibility);
    ask();
    return () => {
      clearTimeout(timer);
      asking?.abort();
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [key]);

  const refresh = useCallback(() => askNow.current(), []);
  if (known.key !== key) {
    return { kind: 'loading', refresh };
  }
  if (known.value) {
    return {
      kind: 'ready',
      value: known.value.is,
      at: known.value.at,
      error: known.error,
      refresh,
    };
  }
  return known.error
    ? { kind: 'failed', error: known.error, refresh }
    : { kind: 'loading', refresh };
}
