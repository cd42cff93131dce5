import { defineContract } from '@flytower/contract';
import { applicationRoutes } from './routes/applicationRoutes';
import { feedRoutes } from './routes/feedRoutes';
import { keepingRoutes } from './routes/keepingRoutes';
import { releaseRoutes } from './routes/releaseRoutes';
import { serviceRoutes } from './routes/serviceRoutes';

/**
 * Everything that the delivery backend answers to.
 *
 * @public
 */
export const deliveryContract = defineContract({
  pluginId: 'delivery',
  title: 'Delivery',
  routes: {
    ...applicationRoutes,
    ...serviceRoutes,
    ...releaseRoutes,
    ...keepingRoutes,
    ...feedRoutes,
  },
});
