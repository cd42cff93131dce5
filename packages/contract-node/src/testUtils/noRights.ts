import { Rights } from '../authorise';

/**
 * Nobody may anything: for the backend of a test whose routes are for services alone.
 *
 * @public
 */
export const noRights: Rights = {
  scopeOf: () => 'denied',
  knows: () => false,
};
