import { RootConfigService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { Portal } from './entities/makeEntity';

/** The address that entities link to, and the first of the operations admins as the owner of what has no tenant. */
export function readPortal(config: RootConfigService): Portal {
  const [operations = 'group:default/operations'] =
    config.getOptionalStringArray('flytower.operationsAdmins') ?? [];
  return {
    baseUrl: config.getString('app.baseUrl').replace(/\/+$/, ''),
    operations: stringifyEntityRef(
      parseEntityRef(operations, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    ),
  };
}
