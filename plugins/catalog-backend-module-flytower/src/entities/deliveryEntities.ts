import {
  APPLICATION_ANNOTATION,
  SERVICE_ID_ANNOTATION,
} from '@flytower/contract';
import {
  Application,
  deliveryContract,
  Service,
} from '@flytower/plugin-delivery-common';
import { SourceEntity } from '../sources/Source';
import { makeEntity, pageLink, Portal } from './makeEntity';
import { systemRef, teamRef, tenantRef } from './names';

/** What a service's kind is called in the catalog: its usual word for what answers requests is "service". */
const TYPES: Record<Service['kind'], string> = {
  web: 'service',
  worker: 'worker',
  'scheduled-job': 'scheduled-job',
};

/** Applications and services. What runs where is asked of the plugin: an entity says what it is and whose. */
export function deliveryEntities(
  snapshot: { applications: Application[]; services: Service[] },
  portal: Portal,
): SourceEntity[] {
  const { applications, services } = snapshot;
  const bySystem = new Map(
    applications.map(one => [systemRef(one.tenant, one.slug), one]),
  );
  return [
    ...applications.map(one => ({
      subjects: [one.id],
      entity: makeEntity({
        source: deliveryContract.pluginId,
        origin: `application/${one.id}`,
        kind: 'System',
        namespace: one.tenant,
        name: one.slug,
        title: one.displayName,
        description: one.description,
        tenant: one.tenant,
        annotations: { [APPLICATION_ANNOTATION]: one.slug },
        links: [
          pageLink(portal, 'Application', 'applications', one.tenant, one.slug),
        ],
        spec: { type: 'application', owner: ownerOf(one) },
      }),
    })),
    ...services.map(({ id, tenant, application, slug, kind, displayName }) => {
      const system = systemRef(tenant, application);
      const owner = bySystem.get(system);
      const path = ['applications', tenant, application, slug];
      const entity = makeEntity({
        source: deliveryContract.pluginId,
        origin: `service/${id}`,
        kind: 'Component',
        namespace: tenant,
        name: slug,
        title: displayName,
        tenant,
        annotations: {
          [APPLICATION_ANNOTATION]: application,
          [SERVICE_ID_ANNOTATION]: id,
          'backstage.io/kubernetes-id': slug,
        },
        links: [
          pageLink(portal, 'Service', ...path),
          pageLink(portal, 'Releases', ...path, 'releases'),
        ],
        spec: {
          type: TYPES[kind],
          lifecycle: 'production',
          owner: owner ? ownerOf(owner) : tenantRef(tenant),
          system,
        },
      });
      return { entity, subjects: owner ? [id, owner.id] : [id] };
    }),
  ];
}

/** Its team where it has one, else the tenant. */
function ownerOf({ tenant, team }: Application): string {
  return team === undefined ? tenantRef(tenant) : teamRef(tenant, team);
}
