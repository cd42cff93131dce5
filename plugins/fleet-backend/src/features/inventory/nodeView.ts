import { NodeRow, PodRow } from '@flytower/kube';
import {
  DataAge,
  Health,
  NodePod,
  NodeView,
} from '@flytower/plugin-fleet-common';
import { ClusterFacts } from '@flytower/plugin-fleet-node';
import { nodeHealth, podHealth } from './health';

const SECURITY_ZONE_LABEL = 'flytower.dev/security-zone';
const ZONE_LABEL = 'topology.kubernetes.io/zone';
const REGION_LABEL = 'topology.kubernetes.io/region';

export function nodeView(node: NodeRow, cluster: ClusterFacts): NodeView {
  const zone = node.labels[ZONE_LABEL];
  const region = node.labels[REGION_LABEL];
  return {
    cluster: cluster.name,
    dataCentre: cluster.dataCentre.name,
    // A node says its own; its cluster's is the default.
    securityZone: node.labels[SECURITY_ZONE_LABEL] ?? cluster.securityZone,
    name: node.name,
    uid: node.uid,
    health: unlessLost(cluster, data => nodeHealth(node, data)),
    ready: node.ready,
    unschedulable: node.unschedulable,
    simulated: node.simulated,
    architecture: node.arch,
    os: node.os,
    kubelet: node.kubelet,
    ...(node.osImage === undefined ? {} : { osImage: node.osImage }),
    ...(node.runtime === undefined ? {} : { runtime: node.runtime }),
    ...(zone === undefined ? {} : { zone }),
    ...(region === undefined ? {} : { region }),
    capacity: node.capacity,
    allocatable: node.allocatable,
    requested: node.requested,
    conditions: [...node.conditions],
    createdAt: node.createdAt,
  };
}

export function nodePod(pod: PodRow, cluster: ClusterFacts): NodePod {
  const tenant = pod.labels['flytower.dev/tenant'];
  const service = pod.labels['flytower.dev/service'];
  return {
    namespace: pod.namespace,
    name: pod.name,
    uid: pod.uid,
    ...(tenant === undefined ? {} : { tenant }),
    ...(service === undefined ? {} : { service }),
    health: unlessLost(cluster, data => podHealth(pod, data)),
    restarts: pod.restarts,
    images: [...pod.images],
    requested: pod.requests,
    createdAt: pod.createdAt,
  };
}

/** What was in a lost cluster counts as gone, until the cluster answers and shows what there is. */
function unlessLost(
  { health, lost }: ClusterFacts,
  healthFrom: (data: DataAge) => Health,
): Health {
  return lost && health.data.state !== 'live'
    ? { status: health.status, sentence: health.sentence }
    : healthFrom(health.data);
}
