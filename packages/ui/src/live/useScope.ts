import { useUrlFilters } from './useUrlFilters';

const everything = { tenant: '', environment: '' };

/**
 * The tenant and the environment that the header chose, as they stand in the URL; empty means all that the reader may
 * see.
 *
 * @public
 */
export function useScope() {
  const [scope, setScope] = useUrlFilters(everything);
  return { ...scope, setScope };
}
