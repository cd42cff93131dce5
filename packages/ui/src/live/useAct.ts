import { toError } from '@backstage/errors';
import { useCallback, useEffect, useRef, useState } from 'react';

/** @public */
export interface Act<Input extends unknown[]> {
  run: (...input: Input) => Promise<void>;
  busy: boolean;
  error?: Error;
  /** Forgets the error. */
  clear: () => void;
}

/**
 * One act of a person: busy while it runs, with its error when it fails; a second click while busy does nothing.
 *
 * @public
 */
export function useAct<Input extends unknown[]>(
  work: (...input: Input) => Promise<void>,
): Act<Input> {
  const [state, setState] = useState<{ busy: boolean; error?: Error }>({
    busy: false,
  });
  const current = useRef(work);
  const busy = useRef(false);
  useEffect(() => {
    current.current = work;
  });
  const run = useCallback(async (...input: Input) => {
    if (busy.current) {
      return;
    }
    busy.current = true;
    setState({ busy: true });
    try {
      await current.current(...input);
      setState({ busy: false });
    } catch (error) {
      setState({ busy: false, error: toError(error) });
    } finally {
      busy.current = false;
    }
  }, []);
  const clear = useCallback(() => setState({ busy: false }), []);
  return { ...state, run, clear };
}
