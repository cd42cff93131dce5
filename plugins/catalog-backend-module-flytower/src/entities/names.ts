import { stringifyEntityRef } from '@backstage/catalog-model';
import { PLATFORM_ENTITY_NAMESPACE } from '@flytower/contract';

export const tenantRef = (tenant: string) =>
  stringifyEntityRef({
    kind: 'Group',
    namespace: PLATFORM_ENTITY_NAMESPACE,
    name: tenant,
  });

export const teamRef = (tenant: string, team: string) =>
  stringifyEntityRef({ kind: 'Group', namespace: tenant, name: team });

export const systemRef = (tenant: string, application: string) =>
  stringifyEntityRef({ kind: 'System', namespace: tenant, name: application });

export const componentRef = (tenant: string, service: string) =>
  stringifyEntityRef({ kind: 'Component', namespace: tenant, name: service });

/**
 * The name of a data centre's Resource. A cluster may have the name of its data centre, and both are Resources of one
 * namespace; no cluster has two hyphens in a row.
 */
export const dataCentreName = (dataCentre: string) =>
  `data-centre--${dataCentre}`;

export const dataCentreRef = (dataCentre: string) =>
  stringifyEntityRef({
    kind: 'Resource',
    namespace: PLATFORM_ENTITY_NAMESPACE,
    name: dataCentreName(dataCentre),
  });
