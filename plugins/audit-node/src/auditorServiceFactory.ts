import { randomUUID } from 'node:crypto';
import { DefaultAuditorService } from '@backstage/backend-defaults/auditor';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { auditHubRef } from './AuditHub';
import { belongsToLog } from './belongsToLog';
import { auditorLog } from './auditorLog';

/**
 * Backstage's auditor for every plugin: logs as the stock one does, and hands what belongs into the operation log to the
 * audit backend. Add it to the backend in place of the stock one.
 *
 * @public
 */
export const auditorServiceFactory = createServiceFactory({
  service: coreServices.auditor,
  deps: {
    config: coreServices.rootConfig,
    logger: coreServices.logger,
    auth: coreServices.auth,
    httpAuth: coreServices.httpAuth,
    plugin: coreServices.pluginMetadata,
    hub: auditHubRef,
  },
  factory({ config, logger, auth, httpAuth, plugin, hub }) {
    const log = auditorLog(config, logger);
    return DefaultAuditorService.create(
      event => {
        log(event);
        if (belongsToLog(event)) {
          hub.record({ id: randomUUID(), event, at: new Date() });
        }
      },
      { auth, httpAuth, plugin },
    );
  },
});
