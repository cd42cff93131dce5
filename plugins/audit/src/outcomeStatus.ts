import { AuditOutcome } from '@flytower/plugin-audit-common';
import { Status } from '@flytower/ui';

/** Each outcome in the one vocabulary of status; its own word stands beside. */
export const outcomeStatus: Record<AuditOutcome, Status> = {
  requested: 'progressing',
  succeeded: 'healthy',
  failed: 'failed',
  denied: 'failed',
  aborted: 'stopped',
};
