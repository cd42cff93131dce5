import { z } from 'zod';
import { BUNDLE_ROLES, clusterRoleOf, inVersion } from '../bundle/bundle';
import { ClusterClient } from '../client/ClusterClient';
import { SYSTEM_NAMESPACE } from '../naming/objectName';

const answerSchema = z.object({ status: z.object({ allowed: z.boolean() }) });

/** A question to the cluster's authoriser, as SelfSubjectAccessReview asks it. */
export interface Right {
  verb: string;
  group?: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

/** Without these there is no inventory, in neither mode. */
export const READING: Right[] = [
  { verb: 'list', resource: 'nodes' },
  { verb: 'list', resource: 'namespaces' },
  { verb: 'list', resource: 'pods' },
  { verb: 'list', group: 'apps', resource: 'deployments' },
];

/** What it takes to make tenants' environments, by the bundle of this version. */
export function managing(
  version: number,
): Record<string, { title: string; rights: Right[] }> {
  return {
    'right-to-create-namespaces': {
      title: 'Namespaces of tenants',
      rights: [
        { verb: 'create', resource: 'namespaces' },
        { verb: 'patch', resource: 'namespaces' },
        { verb: 'delete', resource: 'namespaces' },
      ],
    },
    'right-to-limit-namespaces': {
      title: 'Quotas, limits and network policies',
      rights: [
        { verb: 'patch', resource: 'resourcequotas' },
        { verb: 'patch', resource: 'limitranges' },
        {
          verb: 'patch',
          group: 'networking.k8s.io',
          resource: 'networkpolicies',
        },
      ],
    },
    'right-to-bind-roles': {
      title: 'Roles of tenants',
      rights: [
        {
          verb: 'patch',
          group: 'rbac.authorization.k8s.io',
          resource: 'rolebindings',
        },
        ...inVersion(BUNDLE_ROLES, version).map(role => ({
          verb: 'bind',
          group: 'rbac.authorization.k8s.io',
          resource: 'clusterroles',
          name: clusterRoleOf(role),
        })),
      ],
    },
    'right-to-act-for-tenants': {
      title: 'Acting for tenants and people',
      rights: [
        {
          verb: 'patch',
          resource: 'serviceaccounts',
          namespace: SYSTEM_NAMESPACE,
        },
        {
          verb: 'impersonate',
          resource: 'serviceaccounts',
          namespace: SYSTEM_NAMESPACE,
        },
        {
          verb: 'impersonate',
          group: 'authentication.k8s.io',
          resource: 'userextras',
          subresource: 'flytower.dev/user',
        },
      ],
    },
  };
}

/** What Flytower should not be able to do. */
export const TOO_MUCH: Right[] = [
  { verb: 'list', resource: 'secrets' },
  { verb: 'impersonate', resource: 'users' },
  {
    verb: 'escalate',
    group: 'rbac.authorization.k8s.io',
    resource: 'clusterroles',
  },
  { verb: 'get', resource: 'nodes', subresource: 'proxy' },
  { verb: 'create', resource: 'pods', subresource: 'exec' },
  { verb: 'patch', resource: 'pods', subresource: 'ephemeralcontainers' },
];

/** Those of the rights that the identity does not have. */
export async function missingRights(
  client: ClusterClient,
  rights: Right[],
): Promise<Right[]> {
  const answers = await Promise.all(
    rights.map(async right => {
      const { status } = answerSchema.parse(
        await client.review({
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: right },
        }),
      );
      return status.allowed;
    }),
  );
  return rights.filter((_, index) => !answers[index]);
}

/** `list nodes`, `bind clusterroles flytower-owner` */
export function describeRight(right: Right): string {
  const what = right.subresource
    ? `${right.resource}/${right.subresource}`
    : right.resource;
  return [
    right.verb,
    what,
    right.name,
    right.namespace && `in ${right.namespace}`,
  ]
    .filter(Boolean)
    .join(' ');
}
