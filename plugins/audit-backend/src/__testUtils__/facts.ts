import { NewFact } from '../domain/NewFact';

let made = 0;

/** A fact, with what a test does not care about filled in. */
export function aFact(changes: Partial<NewFact> = {}): NewFact {
  made += 1;
  const id = changes.id ?? `fact-${made}`;
  return {
    source: 'tenancy',
    id,
    entryId: changes.operationId ?? id,
    verb: 'tenant.onboarded',
    subject: { kind: 'tenant', id: 't-1', name: 'payments' },
    tenant: 'payments',
    actor: 'user:default/olivia',
    outcome: 'succeeded',
    summary: 'Olivia onboarded payments',
    data: { clusters: ['east', 'west'] },
    at: new Date('2026-03-01T10:00:00.000Z'),
    ...changes,
  };
}
