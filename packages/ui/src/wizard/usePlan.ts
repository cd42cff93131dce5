import { toError } from '@backstage/errors';
import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * What the server says that it will do.
 *
 * @public
 */
export type Plan<T> =
  | { kind: 'making'; makeAgain: () => void }
  | { kind: 'failed'; error: Error; makeAgain: () => void }
  | { kind: 'made'; value: T; makeAgain: () => void };

/**
 * Asks the server for its plan once for each key, and again on demand.
 *
 * @param make - asks the server
 * @param key - everything that the plan depends on, as one string; `undefined` asks for nothing yet
 *
 * @public
 */
export function usePlan<T>(
  make: (signal: AbortSignal) => Promise<T>,
  key: string | undefined,
): Plan<T> {
  type Made = { of: string; value?: { is: T }; error?: Error };
  const [made, setMade] = useState<Made>();
  const [round, setRound] = useState(0);
  const current = useRef(make);
  useEffect(() => {
    current.current = make;
  });
  const of = `${round} ${key}`;
  useEffect(() => {
    if (key === undefined) {
      return undefined;
    }
    const asking = new AbortController();
    current.current(asking.signal).then(
      value => {
        if (!asking.signal.aborted) {
          setMade({ of, value: { is: value } });
        }
      },
      error => {
        if (!asking.signal.aborted) {
          setMade({ of, error: toError(error) });
        }
      },
    );
    return () => asking.abort();
  }, [key, of]);
  const makeAgain = useCallback(() => setRound(before => before + 1), []);
  if (made?.of === of && made.value) {
    return { kind: 'made', value: made.value.is, makeAgain };
  }
  return made?.of === of && made.error
    ? { kind: 'failed', error: made.error, makeAgain }
    : { kind: 'making', makeAgain };
}
