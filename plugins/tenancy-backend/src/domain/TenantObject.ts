import { Manifest } from '@flytower/kube';

/** The tenant, as far as its objects in a cluster depend on it. */
export interface TenantIdentity {
  id: string;
  slug: string;
}

/** One object that a tenant shall have in a cluster. The same in every cluster, but for what the cluster adds. */
export interface TenantObject {
  manifest: Manifest;
  /** Absent for what all environments share: the accounts. */
  environment?: string;
  /** What it is for, in a sentence; pages and reviews print it. */
  purpose: string;
}

/** For example `Namespace payments--prod`, `RoleBinding flytower-owner in payments--prod`. */
export function titleOf({ kind, metadata }: Manifest): string {
  return metadata.namespace
    ? `${kind} ${metadata.name} in ${metadata.namespace}`
    : `${kind} ${metadata.name}`;
}

/** Identifies an object within a cluster: `RoleBinding/payments--prod/flytower-owner`. */
export function keyOf({ kind, metadata }: Manifest): string {
  return [kind, metadata.namespace, metadata.name].filter(Boolean).join('/');
}

/** The label by which Flytower knows a tenant's objects; their names prove nothing. */
export const TENANT_ID_LABEL = 'flytower.dev/tenant-id';

/** Whether an object that is there was made for this tenant. */
export function belongsTo(
  object: { metadata?: { labels?: Record<string, string> } },
  tenant: TenantIdentity,
): boolean {
  return object.metadata?.labels?.[TENANT_ID_LABEL] === tenant.id;
}
