import { describeDatabases } from '@flytower/durable/testUtils';
import { aFact } from './__testUtils__/facts';
import { openLog } from './__testUtils__/openLog';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute));

describeDatabases('AuditViews', openTestStore => {
  async function fourEntries() {
    const opened = await openLog(openTestStore);
    await opened.log.append([
      aFact({ id: 'onboard', verb: 'tenant.onboarded', at: at(1) }),
      aFact({
        id: 'release',
        source: 'delivery',
        verb: 'release.requested',
        subject: { kind: 'service', id: 's', name: 'checkout' },
        actor: 'user:default/dan',
        outcome: 'requested',
        at: at(2),
      }),
      aFact({
        id: 'denied',
        verb: 'tenancy.tenant.read',
        actor: 'user:default/shen',
        outcome: 'denied',
        at: at(3),
      }),
      aFact({
        id: 'cluster',
        verb: 'tenantry.moved',
        subject: { kind: 'cluster', id: 'c', name: 'west' },
        tenant: undefined,
        at: at(4),
      }),
    ]);
    return opened;
  }

  it.each([
    [{}, ['cluster', 'denied', 'release', 'onboard']],
    [{ tenant: 'payments' }, ['denied', 'release', 'onboard']],
    [{ tenant: 'shop' }, []],
    [{ person: 'user:default/dan' }, ['release']],
    [{ subjectKind: 'service' }, ['release']],
    [{ subjectKind: 'tenant', subjectName: 'payments' }, ['denied', 'onboard']],
    [{ verb: 'tenant' }, ['onboard']],
    [{ verb: 'tenant.onboarded' }, ['onboard']],
    [{ verb: 'tenant%' }, []],
    [{ outcome: 'denied' as const }, ['denied']],
    [
      { from: at(2).toISOString(), to: at(4).toISOString() },
      ['denied', 'release'],
    ],
  ])('lists %j', async (filter, ids) => {
    const { views } = await fourEntries();
    const { items, nextCursor } = await views.list({ limit: 10, ...filter });
    expect(items.map(({ id }) => id)).toEqual(ids);
    expect(nextCursor).toBeUndefined();
  });

  it('pages through everything once, also what happened in the same moment', async () => {
    const { log, views } = await openLog(openTestStore);
    const ids = Array.from({ length: 23 }, (_, n) => `e-${n + 10}`);
    await log.append(ids.map((id, n) => aFact({ id, at: at(n % 3) })));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await views.list({ limit: 5, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect([...seen].sort()).toEqual(ids);
  });

  it('refuses a cursor that it did not give', async () => {
    const { views } = await openLog(openTestStore);
    await expect(views.list({ limit: 5, cursor: 'x' })).rejects.toThrow(
      'The cursor "x" is none of this list; start again without one',
    );
  });

  it('shows an entry with its facts, oldest first', async () => {
    const { log, views } = await openLog(openTestStore);
    await log.append([
      aFact({ operationId: 'op-1', outcome: 'requested', at: at(1) }),
      aFact({ operationId: 'op-1', outcome: 'succeeded', at: at(5) }),
    ]);
    expect(await views.get('op-1')).toMatchObject({
      id: 'op-1',
      outcome: 'succeeded',
      requestedAt: '2026-03-01T10:01:00.000Z',
      finishedAt: '2026-03-01T10:05:00.000Z',
      facts: [
        {
          sequence: 1,
          outcome: 'requested',
          data: { clusters: ['east', 'west'] },
          recordedAt: '2026-03-01T12:00:00.000Z',
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        { sequence: 2, outcome: 'succeeded' },
      ],
    });
  });

  it('shows an entry of another tenant to nobody who asks inside a tenant', async () => {
    const { views } = await fourEntries();
    expect(await views.get('onboard', 'payments')).toBeDefined();
    expect(await views.get('onboard', 'shop')).toBeUndefined();
    expect(await views.get('cluster', 'payments')).toBeUndefined();
  });
});
