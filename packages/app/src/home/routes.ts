import { createExternalRouteRef } from '@backstage/frontend-plugin-api';

/** The pages that home and search lead to. One that is not installed has no link. */
export const homeExternalRoutes = {
  catalog: createExternalRouteRef({ defaultTarget: 'catalog.catalogIndex' }),
  cluster: createExternalRouteRef({
    params: ['cluster'],
    defaultTarget: 'fleet.cluster',
  }),
  fleet: createExternalRouteRef({ defaultTarget: 'fleet.root' }),
  registerCluster: createExternalRouteRef({ defaultTarget: 'fleet.register' }),
  tenants: createExternalRouteRef({ defaultTarget: 'tenancy.root' }),
  tenant: createExternalRouteRef({
    params: ['tenant'],
    defaultTarget: 'tenancy.tenant',
  }),
  onboard: createExternalRouteRef({ defaultTarget: 'tenancy.onboard' }),
  applications: createExternalRouteRef({ defaultTarget: 'delivery.root' }),
  createApplication: createExternalRouteRef({
    defaultTarget: 'delivery.newApplication',
  }),
  application: createExternalRouteRef({
    params: ['tenant', 'application'],
    defaultTarget: 'delivery.application',
  }),
  service: createExternalRouteRef({
    params: ['tenant', 'application', 'service'],
    defaultTarget: 'delivery.service',
  }),
  instance: createExternalRouteRef({
    params: ['tenant', 'instance'],
    defaultTarget: 'public-services.instance',
  }),
  instanceOperation: createExternalRouteRef({
    params: ['tenant', 'instance', 'operation'],
    defaultTarget: 'public-services.operation',
  }),
  operationLog: createExternalRouteRef({ defaultTarget: 'audit.root' }),
  usage: createExternalRouteRef({ defaultTarget: 'metering.root' }),
  templates: createExternalRouteRef({ defaultTarget: 'scaffolder.root' }),
  release: createExternalRouteRef({
    params: ['tenant', 'application', 'service', 'release'],
    defaultTarget: 'delivery.release',
  }),
};
