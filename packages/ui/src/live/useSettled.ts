import { useEffect, useState } from 'react';

const STILL_MS = 300;

/**
 * A value once it has been the same for 300 ms: what somebody types, before it is asked for.
 *
 * @public
 */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), STILL_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
