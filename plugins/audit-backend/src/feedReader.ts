import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import {
  ChangePage,
  changePageSchema,
  createContractClient,
  defineContract,
  defineRoute,
} from '@flytower/contract';
import { z } from 'zod';

/** Reads a page of a plugin's change feed. */
export type FeedReader = (source: string, after: number) => Promise<ChangePage>;

const TIMEOUT_MS = 10_000;
/** Changes at a time: all of them are appended in one transaction. */
const PAGE = 200;

/** The one route that every plugin with a change feed has. */
const listChanges = defineRoute({
  method: 'get',
  path: '/v1/changes',
  summary: 'What happened after a sequence',
  access: { kind: 'service' },
  query: z.object({ after: z.int().min(0), limit: z.int().min(1) }),
  result: changePageSchema,
});

/** Reads feeds over HTTP, as the audit plugin. */
export function feedReader(options: {
  auth: AuthService;
  discovery: DiscoveryService;
}): FeedReader {
  const { auth, discovery } = options;
  return async (source, after) => {
    const client = createContractClient(
      defineContract({
        pluginId: source,
        title: source,
        routes: { listChanges },
      }),
      {
        discoveryApi: discovery,
        fetchApi: { fetch },
        timeoutMs: TIMEOUT_MS,
        headers: async () => {
          const { token } = await auth.getPluginRequestToken({
            onBehalfOf: await auth.getOwnServiceCredentials(),
            targetPluginId: source,
          });
          return { authorization: `Bearer ${token}` };
        },
      },
    );
    return client.listChanges({ query: { after, limit: PAGE } });
  };
}
