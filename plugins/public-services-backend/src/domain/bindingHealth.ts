import { Operation } from '@flytower/contract';
import { Health } from '@flytower/plugin-fleet-common';
import { BindingRecord, InstanceRecord } from './records';

/** How a binding is: what is under way, then whether its Secret is everywhere it should be. */
export function bindingHealth(
  binding: BindingRecord,
  instance: Pick<InstanceRecord, 'state' | 'name'>,
  operation: Operation | undefined,
): Health {
  if (operation && operation.finishedAt === undefined) {
    return {
      status: operation.state === 'waiting' ? 'waiting' : 'progressing',
      sentence: operation.reason,
    };
  }
  if (binding.state === 'creating') {
    return {
      status: 'failed',
      sentence: operation?.reason ?? 'It did not come to an end',
    };
  }
  if (instance.state === 'disabled') {
    return { status: 'stopped', sentence: `${instance.name} is disabled` };
  }
  const missing = binding.secrets.filter(
    ({ version, state }) => version === binding.version && state !== 'ready',
  );
  return missing.length > 0
    ? {
        status: 'degraded',
        sentence: missing.map(({ sentence }) => sentence).join('; '),
      }
    : {
        status: 'healthy',
        sentence: 'Its Secret is in every cluster of the environment',
      };
}
