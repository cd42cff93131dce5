import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { readConnectionLimits } from '../connections/ConnectionLimits';
import { FairShare } from './FairShare';

/** The shares of everybody, over all plugins of the backend. */
export const fairShareServiceRef = createServiceRef<FairShare>({
  id: 'flytower.fair-share',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { config: coreServices.rootConfig },
      // Whoever waits holds a connection: a quarter of them, so that those who need not wait find one.
      factory: ({ config }) =>
        new FairShare(Math.ceil(readConnectionLimits(config).most / 4)),
    }),
});
