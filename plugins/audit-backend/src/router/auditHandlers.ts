import { ConflictError, NotFoundError } from '@backstage/errors';
import { Handlers, personOf, TextStream } from '@flytower/contract-node';
import { auditContract } from '@flytower/plugin-audit-common';
import { AuditViews, EntryFilter } from '../AuditViews';
import { Checkpoints, shownCheckpoint } from '../chain/Checkpoints';
import { entriesCsv } from '../domain/entriesCsv';
import { LogCheck } from '../integrity/LogCheck';
import { Verdicts } from '../integrity/Verdicts';

/** Answers the routes of the operation log. */
export function auditHandlers(options: {
  views: AuditViews;
  verdicts: Verdicts;
  check: LogCheck;
  checkpoints: Checkpoints;
}): Handlers<typeof auditContract.routes> {
  const { views, verdicts, check, checkpoints } = options;
  const exported = (filter: Omit<EntryFilter, 'limit' | 'cursor'>) =>
    TextStream.of(entriesCsv(views.pages(filter)));
  return {
    listEntries: ({ query }) => views.list(query),
    exportEntries: async ({ query }) => exported(query),
    exportTenantEntries: async ({ params, query }) =>
      exported({ ...query, tenant: params.tenant }),
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
    getIntegrity: () => verdicts.state(),
    checkIntegrity: ({ body }) => check.start(body.from),
    acknowledgeFindings: ({ body: { findings, reason }, caller }) =>
      verdicts.acknowledge(findings, { by: personOf(caller), reason }),
    async getCheckpoint() {
      const checkpoint = await checkpoints.now();
      if (!checkpoint) {
        throw new ConflictError(
          'The operation log has nothing signed yet, so that there is nothing to keep a checkpoint of; ask again after the next act',
        );
      }
      return shownCheckpoint(checkpoint);
    },
    compareCheckpoint: ({ body }) => checkpoints.compare(body.checkpoint),
  };
}
