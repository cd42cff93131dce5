import { tenantRoles, TenantRole } from '@flytower/plugin-tenancy-common';

/**
 * Who has a permission.
 *
 * @public
 */
export type Grant =
  | { kind: 'nobody' }
  | { kind: 'signed-in' }
  | { kind: 'operations' }
  /** Members with one of the roles, in their tenants; operations admins in all of them where it says so. */
  | {
      kind: 'tenant';
      pluginId: string;
      roles: readonly TenantRole[];
      operations: boolean;
    }
  /** Catalog entities of no tenant, and those of the tenants where the person has one of the roles. */
  | { kind: 'visible-entities'; roles: readonly TenantRole[] }
  /** Tasks of templates that the person started. */
  | { kind: 'own-tasks' };

const nobody: Grant = { kind: 'nobody' };
const signedIn: Grant = { kind: 'signed-in' };
const operations: Grant = { kind: 'operations' };

const builders: TenantRole[] = ['owner', 'developer'];

/** Every member may read; operations admins too, for they are asked for help. */
const read = (pluginId: string): Grant => ({
  kind: 'tenant',
  pluginId,
  roles: tenantRoles,
  operations: true,
});

/** What changes a tenant's applications is for those who build them, not for operations admins. */
const change = (pluginId: string): Grant => ({
  kind: 'tenant',
  pluginId,
  roles: builders,
  operations: false,
});

/**
 * The whole of rights: permission → who has it at the most. The policy decides by it, and it bounds the decisions of every
 * other policy. What is not here is denied; a test holds the table complete.
 *
 * @public
 */
export const grants: Readonly<Record<string, Grant>> = {
  'fleet.cluster.list': signedIn,
  'fleet.cluster.read': operations,
  'fleet.cluster.register': operations,
  'fleet.cluster.update': operations,
  'fleet.cluster.delete': operations,
  'fleet.node.read': operations,

  'tenancy.environment.read': signedIn,
  'tenancy.tenant.onboard': operations,
  'tenancy.tenant.read': read('tenancy'),
  // An owner does not raise their own quota or bind clusters.
  'tenancy.tenant.update': {
    kind: 'tenant',
    pluginId: 'tenancy',
    roles: [],
    operations: true,
  },
  'tenancy.member.read': read('tenancy'),
  'tenancy.member.update': {
    kind: 'tenant',
    pluginId: 'tenancy',
    roles: ['owner'],
    operations: true,
  },
  'tenancy.team.read': read('tenancy'),
  'tenancy.team.update': {
    kind: 'tenant',
    pluginId: 'tenancy',
    roles: ['owner'],
    operations: true,
  },

  'delivery.application.read': read('delivery'),
  'delivery.application.create': change('delivery'),
  'delivery.application.update': change('delivery'),
  'delivery.application.delete': change('delivery'),
  'delivery.service.read': read('delivery'),
  'delivery.service.create': change('delivery'),
  'delivery.service.update': change('delivery'),
  'delivery.service.delete': change('delivery'),
  'delivery.release.read': read('delivery'),
  'delivery.release.create': change('delivery'),
  'delivery.release.control': change('delivery'),
  'delivery.pod.read': read('delivery'),
  'delivery.pod.delete': change('delivery'),

  'public-services.server.read': operations,
  'public-services.server.manage': operations,
  'public-services.offering.read': signedIn,
  'public-services.plan.manage': operations,
  'public-services.instance.read': read('public-services'),
  'public-services.instance.create': change('public-services'),
  'public-services.instance.update': change('public-services'),
  'public-services.instance.delete': change('public-services'),
  'public-services.credentials.read': change('public-services'),
  'public-services.binding.create': change('public-services'),
  'public-services.binding.delete': change('public-services'),

  'audit.entry.read-all': operations,
  'audit.entry.read': {
    kind: 'tenant',
    pluginId: 'audit',
    roles: ['owner'],
    operations: true,
  },
  'audit.finding.acknowledge': operations,

  'metering.usage.read': read('metering'),
  'metering.usage.read-tenant': {
    kind: 'tenant',
    pluginId: 'metering',
    roles: ['owner'],
    operations: true,
  },

  // The scheduled tasks of every plugin, Backstage's own among them.
  'flytower.scheduler.control': operations,

  // The Kubernetes tab. What is behind it is decided again by tenant, with delivery.pod.read.
  'kubernetes.clusters.read': signedIn,
  'kubernetes.resources.read': signedIn,
  'kubernetes.proxy': nobody,

  'catalog.entity.read': { kind: 'visible-entities', roles: tenantRoles },
  // Flytower's own providers and the company's directory write the catalog; nobody registers or deletes by hand.
  'catalog.entity.create': nobody,
  'catalog.entity.delete': nobody,
  'catalog.entity.refresh': { kind: 'visible-entities', roles: builders },
  'catalog.entity.validate': nobody,
  'catalog.ingestion.manage': nobody,
  'catalog.ingestion.read': operations,
  'catalog.location.analyze': nobody,
  'catalog.location.create': nobody,
  'catalog.location.delete': nobody,
  'catalog.location.read': operations,

  // What a template's step does inside a tenant, that tenant's own permissions decide, as the person who started it.
  'scaffolder.action.execute': signedIn,
  'scaffolder.template.parameter.read': signedIn,
  'scaffolder.template.step.read': signedIn,
  'scaffolder.task.create': signedIn,
  'scaffolder.task.read': { kind: 'own-tasks' },
  // A cancelled task skips every later step, the undoing of what it made among them.
  'scaffolder.task.cancel': nobody,
  // It runs whatever template is sent to it, fetching addresses with the platform's own credentials.
  'scaffolder.template.dry-run': nobody,
  'scaffolder.template.management': nobody,
};
