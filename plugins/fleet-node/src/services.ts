import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { FleetHub } from './FleetHub';
import { FleetService } from './FleetService';
import { PluginFleet } from './PluginFleet';

/**
 * The fleet in memory, one for the whole backend. Only fleet-backend asks for it. It has no default factory: two
 * installed copies of this package would make two hubs, and one of them would stay empty in silence.
 *
 * @public
 */
export const fleetHubRef = createServiceRef<FleetHub>({
  id: 'flytower.fleet.hub',
  scope: 'root',
});

/**
 * The fleet for a plugin.
 *
 * @public
 */
export const fleetServiceRef = createServiceRef<FleetService>({
  id: 'flytower.fleet',
  scope: 'plugin',
});

/**
 * Add it to the backend once: `backend.add(fleetHubServiceFactory)`.
 *
 * @public
 */
export const fleetHubServiceFactory = createServiceFactory({
  service: fleetHubRef,
  deps: { logger: coreServices.rootLogger },
  factory: ({ logger }) => FleetHub.create({ logger }),
});

/**
 * Add it to the backend once: `backend.add(fleetServiceFactory)`.
 *
 * @public
 */
export const fleetServiceFactory = createServiceFactory({
  service: fleetServiceRef,
  deps: {
    hub: fleetHubRef,
    plugin: coreServices.pluginMetadata,
    logger: coreServices.logger,
  },
  factory: ({ hub, plugin, logger }) =>
    PluginFleet.create({ hub, pluginId: plugin.getId(), logger }),
});
