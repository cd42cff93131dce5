import { OperationState, OperationStep } from '@flytower/contract';
import { Status } from '../status/status';

/**
 * Each state of an operation in the one vocabulary of status.
 *
 * @public
 */
export const statusOfOperation: Record<OperationState, Status> = {
  'in-progress': 'progressing',
  waiting: 'waiting',
  paused: 'stopped',
  succeeded: 'healthy',
  failed: 'failed',
  aborted: 'stopped',
};

/** Each state of a step in the one vocabulary of status; a step to do is neither well nor unwell. */
export const statusOfStep: Record<OperationStep['state'], Status> = {
  pending: 'stopped',
  'in-progress': 'progressing',
  waiting: 'waiting',
  succeeded: 'healthy',
  failed: 'failed',
  skipped: 'stopped',
};
