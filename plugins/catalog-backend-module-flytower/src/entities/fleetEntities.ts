import {
  CLUSTER_ID_ANNOTATION,
  PLATFORM_ENTITY_NAMESPACE,
} from '@flytower/contract';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { z } from 'zod';
import { SourceEntity } from '../sources/Source';
import { makeEntity, pageLink, Portal } from './makeEntity';
import { dataCentreName, dataCentreRef } from './names';

export type FleetSnapshot = z.output<
  typeof fleetContract.routes.getSnapshot.result
>;

/** Data centres and clusters, which everybody who is signed in may see. */
export function fleetEntities(
  { dataCentres, clusters }: FleetSnapshot,
  portal: Portal,
): SourceEntity[] {
  const entities = [
    ...dataCentres.map(({ name, displayName, region, role, provider }) =>
      makeEntity({
        source: fleetContract.pluginId,
        origin: `data-centre/${name}`,
        kind: 'Resource',
        namespace: PLATFORM_ENTITY_NAMESPACE,
        name: dataCentreName(name),
        title: displayName,
        description: `Data centre in ${region}, ${role}, ${provider}`,
        links: [pageLink(portal, 'Fleet', 'fleet')],
        spec: { type: 'data-centre', owner: portal.operations },
      }),
    ),
    ...clusters.map(({ id, name, displayName, dataCentre, securityZone }) =>
      makeEntity({
        source: fleetContract.pluginId,
        origin: `cluster/${id}`,
        kind: 'Resource',
        namespace: PLATFORM_ENTITY_NAMESPACE,
        name,
        title: displayName,
        description: `Kubernetes cluster in ${dataCentre}, security zone ${securityZone}`,
        annotations: { [CLUSTER_ID_ANNOTATION]: id },
        links: [pageLink(portal, 'Cluster', 'fleet', 'clusters', name)],
        spec: {
          type: 'kubernetes-cluster',
          owner: portal.operations,
          dependsOn: [dataCentreRef(dataCentre)],
        },
      }),
    ),
  ];
  return entities.map(entity => ({ entity, subjects: [] }));
}
