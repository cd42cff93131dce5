import { createBackend } from '@backstage/backend-defaults';
import {
  auditHubFactory,
  auditorServiceFactory,
} from '@flytower/plugin-audit-node';
import {
  fleetHubServiceFactory,
  fleetServiceFactory,
} from '@flytower/plugin-fleet-node';
import {
  bindingHubFactory,
  bindingServiceFactory,
} from '@flytower/plugin-public-services-node';
import {
  membershipServiceFactory,
  rightsServiceFactory,
  tenancyHubFactory,
  tenancyServiceFactory,
} from '@flytower/plugin-tenancy-node';

const backend = createBackend();

// Before all else: what protects everything below.
backend.add(import('@flytower/hardening'));

// What Flytower's backends share inside this process. The hubs are one a process, hence added here and nowhere else.
backend.add(auditHubFactory);
backend.add(auditorServiceFactory);
backend.add(fleetHubServiceFactory);
backend.add(fleetServiceFactory);
backend.add(tenancyHubFactory);
backend.add(membershipServiceFactory);
backend.add(rightsServiceFactory);
backend.add(tenancyServiceFactory);
backend.add(bindingHubFactory);
backend.add(bindingServiceFactory);

// Flytower
backend.add(import('@flytower/plugin-fleet-backend'));
backend.add(import('@flytower/plugin-tenancy-backend'));
backend.add(import('@flytower/plugin-delivery-backend'));
backend.add(import('@flytower/plugin-public-services-backend'));
backend.add(import('@flytower/plugin-audit-backend'));
backend.add(import('@flytower/plugin-metering-backend'));

// People and rights
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@flytower/plugin-auth-backend-module-flytower'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@flytower/plugin-permission-backend-module-flytower'));

// The portal around it
backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@flytower/plugin-catalog-backend-module-flytower'));
backend.add(import('@backstage/plugin-kubernetes-backend'));
backend.add(import('@flytower/plugin-kubernetes-backend-module-flytower'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@flytower/plugin-scaffolder-backend-module-flytower'));
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@flytower/plugin-search-backend-module-flytower'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

backend.start().catch(error => {
  // Backstage would log it, and the process stay: a portal that serves nothing, and that nobody starts anew.
  process.stderr.write(`${error}\n`);
  process.exit(1);
});
