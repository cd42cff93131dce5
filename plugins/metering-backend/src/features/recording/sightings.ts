import { InventoryView } from '@flytower/plugin-fleet-node';
import { claimSighting } from '../../domain/claimSighting';
import { podSighting } from '../../domain/podSighting';
import { Sighting } from '../../domain/Resource';

/** What is seen of a source, by key. */
export type Sightings = ReadonlyMap<string, Sighting>;

/**
 * What is metered of a cluster. Pods and volumes are two sources, since a cluster may show one and not the other; `see`
 * gives undefined for what it does not show.
 */
export function clusterSources(cluster: string): {
  source: string;
  see: (view: InventoryView) => Sightings | undefined;
}[] {
  return [
    { source: `cluster:${cluster}`, see: view => podsOf(view, cluster) },
    { source: `volumes:${cluster}`, see: view => volumesOf(view, cluster) },
  ];
}

/** The cluster of a source; undefined for a change feed. */
export function clusterOf(source: string): string | undefined {
  return /^(?:cluster|volumes):(.+)$/.exec(source)?.[1];
}

function podsOf(view: InventoryView, cluster: string): Sightings {
  const namespaces = namespacesOf(view);
  const requesters = new Map(
    view
      .workloads()
      .map(row => [
        workloadKey(row),
        row.annotations['flytower.dev/requester'] ?? '',
      ]),
  );
  return byKey(
    view.pods().map(pod => {
      const seen = podSighting(pod, namespaces.get(pod.namespace), cluster);
      const requester = requesters.get(workloadKey(pod)) ?? '';
      return seen && { ...seen, requester };
    }),
  );
}

function volumesOf(
  view: InventoryView,
  cluster: string,
): Sightings | undefined {
  const namespaces = namespacesOf(view);
  const claims = view.claims();
  return (
    claims &&
    byKey(
      claims.map(claim =>
        claimSighting(claim, namespaces.get(claim.namespace), cluster),
      ),
    )
  );
}

function namespacesOf(view: InventoryView) {
  return new Map(view.namespaces().map(row => [row.name, row]));
}

function byKey(sightings: (Sighting | undefined)[]): Sightings {
  return new Map(
    sightings.flatMap(sighting =>
      sighting ? [[sighting.key, sighting] as const] : [],
    ),
  );
}

/** Pods carry no requester, for a label would restart them; the workload that made them does. */
function workloadKey(row: {
  namespace: string;
  labels: Readonly<Record<string, string>>;
}): string {
  return [
    row.namespace,
    row.labels['flytower.dev/service-id'],
    row.labels['flytower.dev/stage'],
  ].join('/');
}
