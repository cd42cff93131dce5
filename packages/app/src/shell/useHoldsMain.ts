import { useEffect, useState } from 'react';

/**
 * Whether the page in this frame brings a `main` of its own, as Backstage's entity pages do: a document has one, and it is
 * the page's then.
 */
export function useHoldsMain(frame: HTMLElement | null): boolean {
  const [holds, setHolds] = useState(false);
  useEffect(() => {
    if (!frame) {
      return undefined;
    }
    const look = () => setHolds(frame.querySelector('main') !== null);
    look();
    const observer = new MutationObserver(look);
    observer.observe(frame, { subtree: true, childList: true });
    return () => observer.disconnect();
  }, [frame]);
  return holds;
}
