import { FetchResponse } from '@backstage/plugin-kubernetes-common';
import {
  ClusterClient,
  KubeError,
  KubernetesObject,
  V1Deployment,
  V1Pod,
  V1ReplicaSet,
  V1Service,
} from '@flytower/kube';

/** Shorter than the ten seconds after which the tab asks again. */
const TIMEOUT_MS = 5_000;

/** What was found, and a sentence for each thing that was not to be had. */
export interface NamespaceObjects {
  responses: FetchResponse[];
  sentences: string[];
}

/**
 * The objects of one service in one namespace: pods, deployments, replica sets and services, and nothing else. Never
 * Secrets, and no ConfigMaps, whose values people take for private.
 */
export async function readNamespace(options: {
  /** Throws where the cluster's credential cannot be used. */
  client: () => ClusterClient;
  namespace: string;
  serviceId: string;
}): Promise<NamespaceObjects> {
  const { namespace, serviceId } = options;
  const list = async <T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
  ) => {
    const { items } = await options.client().list<T>(
      { apiVersion, kind, namespace },
      {
        labelSelector: `flytower.dev/service-id=${serviceId}`,
        timeoutMs: TIMEOUT_MS,
      },
    );
    return items.map(withoutManagers);
  };
  const settled = await Promise.allSettled<FetchResponse>([
    list<V1Pod>('v1', 'Pod').then(resources => ({ type: 'pods', resources })),
    list<V1Service>('v1', 'Service').then(resources => ({
      type: 'services',
      resources,
    })),
    list<V1Deployment>('apps/v1', 'Deployment').then(resources => ({
      type: 'deployments',
      resources,
    })),
    list<V1ReplicaSet>('apps/v1', 'ReplicaSet').then(resources => ({
      type: 'replicasets',
      resources,
    })),
  ]);
  return {
    responses: settled.flatMap(one =>
      one.status === 'fulfilled' ? [one.value] : [],
    ),
    sentences: settled.flatMap(one =>
      one.status === 'rejected' ? [sentenceOf(one.reason)] : [],
    ),
  };
}

/** Who wrote which field is half of every object, and of no use here. */
function withoutManagers<T extends KubernetesObject>(object: T): T {
  return {
    ...object,
    metadata: { ...object.metadata, managedFields: undefined },
  };
}

function sentenceOf(error: unknown): string {
  if (error instanceof KubeError) {
    return error.sentence;
  }
  return error instanceof Error ? error.message : String(error);
}
