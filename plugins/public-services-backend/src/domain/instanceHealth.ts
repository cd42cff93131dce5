import { Operation } from '@flytower/contract';
import { Health } from '@flytower/plugin-fleet-common';
import { InstanceRecord } from './records';

/** How an instance is, from its state, what is under way, and how it and its server were seen last. */
export function instanceHealth(
  instance: InstanceRecord,
  server: { health: Health } | undefined,
  operation: Operation | undefined,
): Health {
  const { state, observed } = instance;
  if (state === 'creating' || state === 'deleting') {
    if (!operation || operation.finishedAt !== undefined) {
      return {
        status: 'failed',
        sentence: operation?.reason ?? 'Its order did not come to an end',
      };
    }
    return {
      status: operation.state === 'waiting' ? 'waiting' : 'progressing',
      sentence: operation.reason,
    };
  }
  if (server && server.health.status !== 'healthy') {
    return {
      status: 'unknown',
      sentence: `Its server does not answer: ${server.health.sentence}`,
    };
  }
  if (observed && observed.health.status !== 'healthy') {
    return observed.health;
  }
  return state === 'disabled'
    ? { status: 'stopped', sentence: 'Is disabled: nobody can sign in' }
    : { status: 'healthy', sentence: 'Answers, and can be signed in to' };
}
