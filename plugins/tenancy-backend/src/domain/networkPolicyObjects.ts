import { Manifest } from '@flytower/kube';
import { TENANT_ID_LABEL, TenantIdentity } from './TenantObject';

/** What policies of one namespace share. */
interface Place {
  namespace: string;
  labels: Record<string, string>;
}

/**
 * Nothing comes in and nothing goes out, but what another policy allows: pods of the same tenant in any of its
 * environments, and the cluster's name service.
 */
export function networkPolicyObjects(
  tenant: TenantIdentity,
  place: Place,
): { manifest: Manifest; purpose: string }[] {
  const sameTenant = [
    { namespaceSelector: { matchLabels: { [TENANT_ID_LABEL]: tenant.id } } },
  ];
  return [
    {
      purpose: `Closes ${place.namespace} to the network, both ways`,
      manifest: policy('default-deny', place, {
        policyTypes: ['Ingress', 'Egress'],
      }),
    },
    {
      purpose: `Lets the pods of ${tenant.slug} talk to each other`,
      manifest: policy('allow-same-tenant', place, {
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: sameTenant }],
        egress: [{ to: sameTenant }],
      }),
    },
    {
      purpose: `Lets the pods of ${place.namespace} look up names`,
      manifest: policy('allow-dns', place, {
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                namespaceSelector: {
                  matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
                },
              },
            ],
            ports: [
              { port: 53, protocol: 'UDP' },
              { port: 53, protocol: 'TCP' },
            ],
          },
        ],
      }),
    },
  ];
}

/** A NetworkPolicy as it goes over the wire: the library's own type renames `from`. */
type NetworkPolicy = Manifest & {
  spec: {
    podSelector: Record<string, never>;
    policyTypes: ('Ingress' | 'Egress')[];
    ingress?: { from: NamespacePeer[] }[];
    egress?: {
      to: NamespacePeer[];
      ports?: { port: number; protocol: 'UDP' | 'TCP' }[];
    }[];
  };
};

interface NamespacePeer {
  namespaceSelector: { matchLabels: Record<string, string> };
}

function policy(
  name: string,
  { namespace, labels }: Place,
  rules: Omit<NetworkPolicy['spec'], 'podSelector'>,
): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels },
    spec: { podSelector: {}, ...rules },
  };
}
