import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/**
 * Filters, sort, page and tab as they stand in the URL, so that a link shows what its sender saw. A value equal to its
 * default is left out; parameters of others stay.
 *
 * @param defaults - each filter with its default; pass the same object at every render
 *
 * @public
 */
export function useUrlFilters<const D extends Record<string, string>>(
  defaults: D,
): [
  { [K in keyof D]: string },
  (changes: { [K in keyof D]?: string }) => void,
] {
  const [search, setSearch] = useSearchParams();
  const values = useMemo(
    () =>
      Object.fromEntries(
        Object.entries(defaults).map(([name, fallback]) => [
          name,
          search.get(name) ?? fallback,
        ]),
      ) as { [K in keyof D]: string },
    [defaults, search],
  );
  const change = useCallback(
    (changes: { [K in keyof D]?: string }) =>
      setSearch(
        before => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            if (value === undefined || value === defaults[name]) {
              after.delete(name);
            } else {
              after.set(name, value);
            }
          }
          return after;
        },
        { replace: true },
      ),
    [defaults, setSearch],
  );
  return [values, change];
}
