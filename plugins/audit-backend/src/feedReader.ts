import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import {
  ChangePage,
  createContractClient,
  defineContract,
  listChangesRoute,
} from '@flytower/contract';

/** Reads a page of a plugin's change feed. */
export type FeedReader = (source: string, after: number) => Promise<ChangePage>;

const TIMEOUT_MS = 10_000;
/** Changes at a time: all of them are appended in one transaction. */
const PAGE = 200;

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
        routes: { listChanges: listChangesRoute },
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
