import { mockServices } from '@backstage/backend-test-utils';
import { describeDatabases, eventually } from '@flytower/durable/testUtils';
import { AuditedEvent, AuditHub } from '@flytower/plugin-audit-node';
import { openLog } from '../__testUtils__/openLog';
import { HubIntake } from './HubIntake';

const MEMBER = 'user:default/dan';
const OUTSIDER = 'user:default/shen';

function denial(
  n: number,
  changes: { actorId?: string; route?: string } = {},
): AuditedEvent {
  const { actorId = MEMBER, route = `GET /v1/tenants/:tenant/${n}` } = changes;
  return {
    id: `denial-${n}`,
    at: new Date(Date.UTC(2026, 2, 1, 10, 0, n % 60)),
    event: {
      plugin: 'delivery',
      eventId: 'denied',
      severityLevel: 'medium',
      status: 'failed',
      actor: { actorId },
      error: new Error('no'),
      meta: { outcome: 'denied', tenant: 'payments', route },
    },
  };
}

describeDatabases('HubIntake', openTestStore => {
  async function setUp() {
    const opened = await openLog(openTestStore);
    const hub = new AuditHub();
    const logger = mockServices.logger.mock();
    const taken = { events: 0 };
    const intake = HubIntake.create({
      hub,
      log: opened.log,
      clock: opened.clock,
      isMember: (person, tenant) => {
        taken.events += 1;
        return person === MEMBER && tenant === 'payments';
      },
      logger,
      retryMs: 20,
      lookMs: 20,
    });
    return { ...opened, hub, logger, intake, taken };
  }

  it('takes what waited before it started, and what comes later', async () => {
    const { hub, all, intake } = await setUp();
    hub.record(denial(1));
    intake.start();
    hub.record(denial(2));
    await eventually(async () => expect(await all()).toHaveLength(2));
    hub.record(denial(3));
    await eventually(async () => expect(await all()).toHaveLength(3));
    await intake.stop();
    expect(await all()).toMatchObject(
      Array(3).fill({ outcome: 'denied', person: MEMBER, tenant: 'payments' }),
    );
  });

  it('takes what came last before it ends', async () => {
    const { hub, all, intake } = await setUp();
    intake.start();
    hub.record(denial(1));
    hub.record(denial(2));
    await intake.stop();
    expect(await all()).toHaveLength(2);
  });

  it('keeps what the log could not take, says so once, and takes it later, once', async () => {
    const { hub, log, all, logger, intake } = await setUp();
    const append = jest.spyOn(log, 'append');
    append.mockRejectedValueOnce(new Error('the database is away'));
    append.mockRejectedValueOnce(new Error('the database is away'));
    intake.start();
    hub.record(denial(1));
    await eventually(() => expect(append).toHaveBeenCalled());
    hub.record(denial(2));
    await eventually(async () => expect(await all()).toHaveLength(2));
    expect(logger.warn).toHaveBeenCalledTimes(1);
    await intake.stop();
    expect((await all()).map(({ times }) => times)).toEqual([1, 1]);
  });

  it("keeps what an outsider is refused out of the tenant's part", async () => {
    const { hub, all, views, intake } = await setUp();
    hub.record(denial(1, { actorId: OUTSIDER }));
    hub.record(denial(2));
    intake.start();
    await intake.stop();
    const { items } = await views.list({ limit: 100, tenant: 'payments' });
    expect(items).toMatchObject([{ person: MEMBER }]);
    const outsiders = (await all()).filter(({ person }) => person === OUTSIDER);
    expect(outsiders).toHaveLength(1);
    expect(outsiders[0].tenant).toBeUndefined();
    expect(outsiders[0].subject).toMatchObject({
      kind: 'tenant',
      name: 'payments',
    });
  });

  it('makes 10,000 refusals of an outsider one entry that counts them', async () => {
    const { hub, store, clock, all, verdict, intake, taken } = await setUp();
    intake.start();
    const route = 'GET /v1/tenants/:tenant/services';
    hub.record(denial(0, { actorId: OUTSIDER, route }));
    await eventually(async () => expect(await all()).toHaveLength(1));
    for (let n = 1; n < 10_000; n++) {
      hub.record(denial(n, { actorId: OUTSIDER, route }));
    }
    await eventually(() => expect(taken.events).toBe(10_000));
    clock.advance(60_000);
    await eventually(async () =>
      expect(await all()).toMatchObject([
        {
          person: OUTSIDER,
          times: 10_000,
          requestedAt: '2026-03-01T10:00:00.000Z',
          finishedAt: '2026-03-01T10:00:39.000Z',
        },
      ]),
    );
    await intake.stop();
    expect(await store.knex('facts')).toHaveLength(2);
    expect(await verdict()).toMatchObject({ kind: 'whole', until: 2 });
  }, 20_000);
});
