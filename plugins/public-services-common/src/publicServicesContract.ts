import { defineContract } from '@flytower/contract';
import { feedRoutes } from './routes/feedRoutes';
import { instanceRoutes } from './routes/instanceRoutes';
import { offeringRoutes } from './routes/offeringRoutes';

/**
 * Everything that the public services backend answers to.
 *
 * @public
 */
export const publicServicesContract = defineContract({
  pluginId: 'public-services',
  title: 'Public services',
  routes: { ...offeringRoutes, ...instanceRoutes, ...feedRoutes },
});
