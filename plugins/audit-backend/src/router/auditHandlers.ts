import { NotFoundError } from '@backstage/errors';
import { Handlers } from '@flytower/contract-node';
import { auditContract } from '@flytower/plugin-audit-common';
import { AuditStore } from '../AuditStore';
import { AuditViews } from '../AuditViews';

/** Answers the routes of the operation log. */
export function auditHandlers(options: {
  log: AuditStore;
  views: AuditViews;
}): Handlers<typeof auditContract.routes> {
  const { log, views } = options;
  return {
    listEntries: ({ query }) => views.list(query),
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
