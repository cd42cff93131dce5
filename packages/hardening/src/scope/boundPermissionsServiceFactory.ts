import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { ServerPermissionClient } from '@backstage/plugin-permission-node';
import { rightsServiceRef } from '@flytower/plugin-tenancy-node';
import { BoundPermissions } from './BoundPermissions';
import { ConditionClient } from './ConditionClient';

/**
 * The permissions service of every plugin, bounded by the table of grants whatever the policy says. Takes the place of
 * Backstage's own.
 *
 * @public
 */
export const boundPermissionsServiceFactory = createServiceFactory({
  service: coreServices.permissions,
  deps: {
    auth: coreServices.auth,
    config: coreServices.rootConfig,
    discovery: coreServices.discovery,
    rights: rightsServiceRef,
  },
  factory: ({ auth, config, discovery, rights }) =>
    BoundPermissions.create({
      auth,
      rights,
      inner: ServerPermissionClient.fromConfig(config, { auth, discovery }),
      conditions: ConditionClient.create({ auth, discovery }),
    }),
});
