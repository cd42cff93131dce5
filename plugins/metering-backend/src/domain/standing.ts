import { deliveryContract } from '@flytower/plugin-delivery-common';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { z } from 'zod';
import { NOTHING } from './Amount';
import { Second } from './Resource';
import { Standing } from './settle';

type DeliverySnapshot = z.output<
  typeof deliveryContract.routes.snapshot.result
>;
type PublicServicesSnapshot = z.output<
  typeof publicServicesContract.routes.snapshot.result
>;

/** The services that exist by delivery's snapshot, by the same rules as its events: {@link serviceChanges}. */
export function servicesStanding({
  services,
  deployments,
}: Pick<DeliverySnapshot, 'services' | 'deployments'>): Standing[] {
  const byId = new Map(services.map(one => [one.id, one]));
  const running = new Set(
    deployments.filter(({ instances }) => instances > 0).map(spotOf),
  );
  return deployments.flatMap((deployment): Standing[] => {
    const { serviceId, environment, cluster, instances } = deployment;
    const service = byId.get(serviceId);
    const elsewhere = instances === 0 && running.has(spotOf(deployment));
    if (!service || elsewhere) {
      return [];
    }
    return [
      {
        key: `service.${serviceId}.${environment}.${cluster}.`,
        type: 'service',
        name: service.slug,
        tenant: service.tenant,
        application: service.application,
        environment,
        cluster,
        requester: service.createdBy,
        createdAt: secondOf(service.createdAt),
        phase: instances > 0 ? 'ran' : 'stopped',
        amount: { ...NOTHING, pieces: instances },
      },
    ];
  });
}

function spotOf(of: { serviceId: string; environment: string }): string {
  return `${of.serviceId}.${of.environment}`;
}

/** The databases that exist by the snapshot of public services, by the same rules as its events: {@link databaseChanges}. */
export function databasesStanding({
  instances,
}: Pick<PublicServicesSnapshot, 'instances'>): Standing[] {
  return instances
    .filter(({ state }) => state !== 'creating')
    .map(one => ({
      key: `database.${one.id}`,
      type: 'database',
      name: one.name,
      tenant: one.tenant,
      application: '',
      environment: one.environment,
      cluster: '',
      requester: one.createdBy,
      createdAt: secondOf(one.createdAt),
      ...(one.state === 'ready' ? { phase: 'ran' as const } : {}),
      ...(one.state === 'disabled' ? { phase: 'stopped' as const } : {}),
      amount: {
        ...NOTHING,
        pieces: 1,
        storageBytes: one.limits.storageBytes ?? 0,
        memoryBytes: one.limits.memoryBytes ?? 0,
      },
    }));
}

function secondOf(instant: string): Second {
  return Math.floor(Date.parse(instant) / 1000);
}
