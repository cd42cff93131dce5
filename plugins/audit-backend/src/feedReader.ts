import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import {
  ChangePage,
  defineContract,
  listChangesRoute,
} from '@flytower/contract';
import { createServiceClient } from '@flytower/contract-node';

/** Reads a page of a plugin's change feed: after a cursor, or from its oldest change where that is empty. */
export type FeedReader = (source: string, after: string) => Promise<ChangePage>;

const TIMEOUT_MS = 10_000;
/** Changes at a time: all of them are appended in one transaction. */
const PAGE = 200;

/** Reads feeds over HTTP, as the audit plugin. */
export function feedReader(options: {
  auth: AuthService;
  discovery: DiscoveryService;
}): FeedReader {
  return async (source, after) => {
    const client = createServiceClient(
      defineContract({
        pluginId: source,
        title: source,
        routes: { listChanges: listChangesRoute },
      }),
      { ...options, timeoutMs: TIMEOUT_MS },
    );
    return client.listChanges({
      query: { limit: PAGE, ...(after === '' ? {} : { after }) },
    });
  };
}
