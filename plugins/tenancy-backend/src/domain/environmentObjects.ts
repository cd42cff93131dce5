import { ResourceAmount } from '@flytower/contract';
import {
  clusterRoleOf,
  labelsOf,
  Manifest,
  SYSTEM_NAMESPACE,
  V1Namespace,
  V1ResourceQuota,
  V1RoleBinding,
} from '@flytower/kube';
import {
  INSTALLATION_ID_LABEL,
  namespaceOf,
  TenantAccount,
  tenantAccounts,
} from '@flytower/plugin-tenancy-common';
import { accountName } from './accountObjects';
import { networkPolicyObjects } from './networkPolicyObjects';
import { quotaHard } from './quantities';
import { TenantIdentity, TenantObject } from './TenantObject';

/** The name of the quota and of the defaults in a namespace: there is one of each. */
const NAME = 'flytower';

/**
 * All that one environment of a tenant is in a cluster, its namespace first.
 *
 * Pod security: `baseline` is enforced, which refuses whatever reaches the node (privileged, host paths, host network), and
 * `restricted` is warned of, because images that run as root are still common.
 */
export function environmentObjects(
  tenant: TenantIdentity,
  environment: string,
  quota: ResourceAmount,
): TenantObject[] {
  const namespace = namespaceOf(tenant.slug, environment);
  const labels = labelsOf({
    tenant: tenant.slug,
    tenantId: tenant.id,
    environment,
  });
  const place = { namespace, labels };
  const objects: Omit<TenantObject, 'environment'>[] = [
    {
      purpose: `Holds all that ${tenant.slug} runs in ${environment}; privileged pods are refused`,
      manifest: namespaceObject(place, tenant.installationId),
    },
    {
      purpose: `Keeps ${namespace} within the quota of ${tenant.slug}, whoever asks`,
      manifest: quotaObject(place, quota),
    },
    {
      purpose: `Gives containers without resources 100m CPU and 128Mi memory, at most 500m and 512Mi`,
      manifest: limitRangeObject(place),
    },
    ...networkPolicyObjects(tenant, place),
    ...tenantAccounts.map(account => ({
      purpose: `Gives the account ${accountName(
        tenant.slug,
        account,
      )} the role ${clusterRoleOf(account)} in ${namespace}`,
      manifest: roleBindingObject(place, tenant.slug, account),
    })),
  ];
  return objects.map(object => ({ ...object, environment }));
}

interface Place {
  namespace: string;
  labels: Record<string, string>;
}

function namespaceObject(
  { namespace, labels }: Place,
  installationId: string,
): Manifest & V1Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: {
        ...labels,
        [INSTALLATION_ID_LABEL]: installationId,
        'pod-security.kubernetes.io/enforce': 'baseline',
        'pod-security.kubernetes.io/warn': 'restricted',
      },
    },
  };
}

/**
 * The tenant's whole quota in every namespace, as the outer bound that even kubectl meets. That the sum over environments
 * and clusters stays within it is held by the reservations.
 */
function quotaObject(
  { namespace, labels }: Place,
  quota: ResourceAmount,
): Manifest & V1ResourceQuota {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: NAME, namespace, labels },
    spec: { hard: quotaHard(quota) },
  };
}

/** A LimitRange as it goes over the wire: the library's own type renames `default`. */
type LimitRange = Manifest & {
  spec: {
    limits: {
      type: 'Container';
      default: Quantities;
      defaultRequest: Quantities;
    }[];
  };
};

interface Quantities {
  cpu: string;
  memory: string;
}

function limitRangeObject({ namespace, labels }: Place): LimitRange {
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: NAME, namespace, labels },
    spec: {
      limits: [
        {
          type: 'Container',
          default: { cpu: '500m', memory: '512Mi' },
          defaultRequest: { cpu: '100m', memory: '128Mi' },
        },
      ],
    },
  };
}

function roleBindingObject(
  { namespace, labels }: Place,
  tenant: string,
  account: TenantAccount,
): Manifest & V1RoleBinding {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: clusterRoleOf(account), namespace, labels },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: clusterRoleOf(account),
    },
    subjects: [
      {
        kind: 'ServiceAccount',
        name: accountName(tenant, account),
        namespace: SYSTEM_NAMESPACE,
      },
    ],
  };
}
