export type {
  ApplyOptions,
  ClusterClientOptions,
  DeleteOptions,
  ListOptions,
  Manifest,
  RawOptions,
  WriteOptions,
} from './ClusterClient';
export { ClusterClient } from './ClusterClient';
export type { Impersonation } from './impersonation';
export { USER_EXTRA } from './impersonation';
export type { KubeErrorKind } from './KubeError';
export { KubeError } from './KubeError';
export type { ListRef, ObjectRef } from './objectPath';
export type {
  KubernetesObject,
  V1Container,
  V1Deployment,
  V1LimitRange,
  V1Namespace,
  V1NetworkPolicy,
  V1Node,
  V1Pod,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1ResourceQuota,
  V1RoleBinding,
  V1Secret,
  V1Service,
  V1ServiceAccount,
} from './kubernetesTypes';
export { withoutAddresses } from './withoutAddresses';
export { ownedFields } from './ownedFields';
