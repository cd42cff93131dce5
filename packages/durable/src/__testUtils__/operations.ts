import { Store } from '../Store';
import { OperationStore, StartOperation } from '../OperationStore';

/** An order to start an operation, with what a test does not care about filled in. */
export function anOrder(changes: Partial<StartOperation> = {}): StartOperation {
  return {
    kind: 'tenant.onboard',
    subject: { kind: 'tenant', id: 'tenant-1', name: 'payments' },
    tenant: 'payments',
    requester: 'user:default/olivia',
    actor: 'flytower',
    reason: 'It has just been asked for',
    input: { quota: 'small' },
    ...changes,
  };
}

/** Starts an operation in a transaction of its own. */
export async function startOne(
  store: Store,
  operations: OperationStore,
  changes: Partial<StartOperation> = {},
) {
  return store.transaction(trx => operations.start(trx, anOrder(changes)));
}
