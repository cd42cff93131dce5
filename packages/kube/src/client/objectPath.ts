import { InputError } from '@backstage/errors';

/**
 * Names one object of a cluster.
 *
 * @public
 */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  /** Present exactly for kinds that live in a namespace. */
  namespace?: string;
  name: string;
}

/**
 * Names a kind, in one namespace or in all.
 *
 * @public
 */
export type ListRef = Omit<ObjectRef, 'name'>;

interface Resource {
  plural: string;
  namespaced: boolean;
}

const inNamespace = (plural: string): Resource => ({
  plural,
  namespaced: true,
});
const clusterWide = (plural: string): Resource => ({
  plural,
  namespaced: false,
});

/** The kinds Flytower speaks of. A kind that is not here is a mistake in Flytower, so paths need no discovery call. */
const RESOURCES: Record<string, Resource> = {
  'v1/ConfigMap': inNamespace('configmaps'),
  'v1/Event': inNamespace('events'),
  'v1/LimitRange': inNamespace('limitranges'),
  'v1/Namespace': clusterWide('namespaces'),
  'v1/Node': clusterWide('nodes'),
  'v1/PersistentVolumeClaim': inNamespace('persistentvolumeclaims'),
  'v1/Pod': inNamespace('pods'),
  'v1/ResourceQuota': inNamespace('resourcequotas'),
  'v1/Secret': inNamespace('secrets'),
  'v1/Service': inNamespace('services'),
  'v1/ServiceAccount': inNamespace('serviceaccounts'),
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy': clusterWide(
    'validatingadmissionpolicies',
  ),
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding':
    clusterWide('validatingadmissionpolicybindings'),
  'apps/v1/DaemonSet': inNamespace('daemonsets'),
  'apps/v1/Deployment': inNamespace('deployments'),
  'apps/v1/ReplicaSet': inNamespace('replicasets'),
  'apps/v1/StatefulSet': inNamespace('statefulsets'),
  'authentication.k8s.io/v1/SelfSubjectReview':
    clusterWide('selfsubjectreviews'),
  'authorization.k8s.io/v1/SelfSubjectAccessReview': clusterWide(
    'selfsubjectaccessreviews',
  ),
  'authorization.k8s.io/v1/SelfSubjectRulesReview': clusterWide(
    'selfsubjectrulesreviews',
  ),
  'autoscaling/v2/HorizontalPodAutoscaler': inNamespace(
    'horizontalpodautoscalers',
  ),
  'batch/v1/CronJob': inNamespace('cronjobs'),
  'batch/v1/Job': inNamespace('jobs'),
  'coordination.k8s.io/v1/Lease': inNamespace('leases'),
  'discovery.k8s.io/v1/EndpointSlice': inNamespace('endpointslices'),
  'gateway.networking.k8s.io/v1/GRPCRoute': inNamespace('grpcroutes'),
  'gateway.networking.k8s.io/v1/Gateway': inNamespace('gateways'),
  'gateway.networking.k8s.io/v1/GatewayClass': clusterWide('gatewayclasses'),
  'gateway.networking.k8s.io/v1/HTTPRoute': inNamespace('httproutes'),
  'networking.k8s.io/v1/Ingress': inNamespace('ingresses'),
  'networking.k8s.io/v1/IngressClass': clusterWide('ingressclasses'),
  'networking.k8s.io/v1/NetworkPolicy': inNamespace('networkpolicies'),
  'policy/v1/PodDisruptionBudget': inNamespace('poddisruptionbudgets'),
  'rbac.authorization.k8s.io/v1/ClusterRole': clusterWide('clusterroles'),
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': clusterWide(
    'clusterrolebindings',
  ),
  'rbac.authorization.k8s.io/v1/Role': inNamespace('roles'),
  'rbac.authorization.k8s.io/v1/RoleBinding': inNamespace('rolebindings'),
  'storage.k8s.io/v1/StorageClass': clusterWide('storageclasses'),
};

/** The path of a kind's list, in one namespace where one is given. */
export function listPath(ref: ListRef): string {
  const { plural, namespaced } = resourceOf(ref);
  const root = ref.apiVersion.includes('/')
    ? `/apis/${ref.apiVersion}`
    : `/api/${ref.apiVersion}`;
  if (ref.namespace === undefined) {
    return `${root}/${plural}`;
  }
  if (!namespaced) {
    throw new InputError(
      `A ${ref.kind} lives in no namespace, but "${ref.namespace}" was given`,
    );
  }
  return `${root}/namespaces/${segment(ref.namespace)}/${plural}`;
}

/** The path of one object. */
export function objectPath(ref: ObjectRef): string {
  if (resourceOf(ref).namespaced && ref.namespace === undefined) {
    throw new InputError(
      `The ${ref.kind} "${ref.name}" lives in a namespace, but none was given`,
    );
  }
  return `${listPath(ref)}/${segment(ref.name)}`;
}

/** `Deployment payments--prod/checkout`, for messages. */
export function describeRef(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}`;
}

function resourceOf(ref: ListRef): Resource {
  const found = RESOURCES[`${ref.apiVersion}/${ref.kind}`];
  if (!found) {
    throw new InputError(
      `Flytower does not work with ${ref.kind} of ${ref.apiVersion}`,
    );
  }
  return found;
}

/** A name is one path segment, whatever it is made of. */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..') {
    throw new InputError(`"${name}" is not a name of a Kubernetes object`);
  }
  return encodeURIComponent(name);
}
