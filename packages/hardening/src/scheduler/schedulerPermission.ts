import { createPermission } from '@backstage/plugin-permission-common';

/**
 * To see, start and stop the scheduled tasks of every plugin by hand.
 *
 * @public
 */
export const schedulerControlPermission = createPermission({
  name: 'flytower.scheduler.control',
  attributes: { action: 'update' },
});
