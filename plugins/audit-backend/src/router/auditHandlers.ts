import { NotFoundError } from '@backstage/errors';
import { Handlers } from '@flytower/contract-node';
import { auditContract, MOST_EXPORTED } from '@flytower/plugin-audit-common';
import { AuditStore } from '../AuditStore';
import { AuditViews, EntryFilter } from '../AuditViews';
import { entriesCsv } from '../domain/entriesCsv';

/** Answers the routes of the operation log. */
export function auditHandlers(options: {
  log: AuditStore;
  views: AuditViews;
}): Handlers<typeof auditContract.routes> {
  const { log, views } = options;
  const exported = async (filter: Omit<EntryFilter, 'limit'>) =>
    (await views.list({ ...filter, limit: MOST_EXPORTED })).items;
  return {
    listEntries: ({ query }) => views.list(query),
    exportEntries: async ({ query }) => entriesCsv(await exported(query)),
    exportTenantEntries: async ({ params, query }) =>
      entriesCsv(await exported({ ...query, tenant: params.tenant })),
    listTenantEntries: ({ params, query }) =>
      views.list({ ...query, tenant: params.tenant }),
    async getEntry({ params: { id } }) {
      const entry = await views.get(id);
      if (!entry) {
        throw new NotFoundError(`The operation log has no entry "${id}"`);
      }
      return entry;
    },
    async getTenantEntry({ params: { tenant, id } }) {
      const entry = await views.get(id, tenant);
      if (!entry) {
        throw new NotFoundError(
          `The operation log of tenant "${tenant}" has no entry "${id}"`,
        );
      }
      return entry;
    },
    getIntegrity: () => log.integrity(),
  };
}
