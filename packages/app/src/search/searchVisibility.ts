import { useSyncExternalStore } from 'react';

let shown = false;
const listeners = new Set<() => void>();

/** Shows or hides the search. It is one for the whole portal: opened by a key, the navigation or a header. */
export function setSearchShown(next: boolean): void {
  shown = next;
  listeners.forEach(tell => tell());
}

/** Whether the search is shown. */
export function useSearchShown(): boolean {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
