import { ClusterClient } from '../../client/ClusterClient';
import { eventually } from '../../testUtils';

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const NAME = 'httproutes.gateway.networking.k8s.io';

/**
 * The kind HTTPRoute without the rules of its schema, for a cluster that has no Gateway API: policies are about what is
 * written, whoever reads it. Gives the way to take it out again, which does nothing where it was there before.
 */
export async function provideRoutes(
  admin: ClusterClient,
): Promise<() => Promise<unknown>> {
  const ready = () =>
    admin
      .list({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' })
      .then(() => true)
      .catch(() => false);
  if (await ready()) {
    return async () => undefined;
  }
  await admin.raw(PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {
        name: NAME,
        annotations: {
          'api-approved.kubernetes.io': 'unapproved, for a test',
        },
      },
      spec: {
        group: 'gateway.networking.k8s.io',
        names: {
          kind: 'HTTPRoute',
          listKind: 'HTTPRouteList',
          plural: 'httproutes',
          singular: 'httproute',
        },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                'x-kubernetes-preserve-unknown-fields': true,
              },
            },
          },
        ],
      },
    }),
  });
  await eventually('HTTPRoutes are served', ready);
  return () => admin.raw(`${PATH}/${NAME}`, { method: 'DELETE' });
}
