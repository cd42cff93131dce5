export type { ClusterConnection, ClusterCredential } from './ClusterConnection';
export { EgressGuard } from './EgressGuard';
export { parseKubeconfig } from './parseKubeconfig';
export { readToken } from './readToken';
