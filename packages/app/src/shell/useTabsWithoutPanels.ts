import { useCallback } from 'react';

const observed = new WeakSet<Element>();

/**
 * For the header of a page: the tabs of sub-pages are links and have no panels, yet react-aria says that they control
 * one. Takes the dangling reference away, whenever it comes back.
 */
export function useTabsWithoutPanels(): (header: HTMLElement | null) => void {
  return useCallback(header => {
    if (!header || observed.has(header)) {
      return;
    }
    observed.add(header);
    const mend = () => {
      for (const tab of header.querySelectorAll('[role="tab"]')) {
        const panel = tab.getAttribute('aria-controls');
        if (panel !== null && !document.getElementById(panel)) {
          tab.removeAttribute('aria-controls');
        }
      }
    };
    mend();
    new MutationObserver(mend).observe(header, {
      subtree: true,
      childList: true,
      attributeFilter: ['aria-controls'],
    });
  }, []);
}
