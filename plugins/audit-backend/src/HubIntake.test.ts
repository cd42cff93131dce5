import { mockServices } from '@backstage/backend-test-utils';
import { describeDatabases, eventually } from '@flytower/durable/testUtils';
import { AuditedEvent, AuditHub } from '@flytower/plugin-audit-node';
import { openLog } from './__testUtils__/openLog';
import { AuditStore } from './AuditStore';
import { HubIntake } from './HubIntake';

function denial(n: number): AuditedEvent {
  return {
    id: `denial-${n}`,
    at: new Date(Date.UTC(2026, 2, 1, 10, 0, n)),
    event: {
      plugin: 'delivery',
      eventId: 'denied',
      severityLevel: 'medium',
      status: 'failed',
      actor: { actorId: 'user:default/shen' },
      error: new Error('no'),
      meta: { outcome: 'denied', tenant: 'payments' },
    },
  };
}

describeDatabases('HubIntake', openTestStore => {
  async function setUp() {
    const opened = await openLog(openTestStore);
    const hub = new AuditHub();
    const logger = mockServices.logger.mock();
    const intakeInto = (log: AuditStore) =>
      HubIntake.create({ hub, log, logger, retryMs: 20 });
    return { ...opened, hub, logger, intakeInto };
  }

  it('takes what waited before it started, and what comes later', async () => {
    const { hub, log, all, intakeInto } = await setUp();
    hub.record(denial(1));
    const intake = intakeInto(log);
    intake.start();
    hub.record(denial(2));
    await eventually(async () => expect(await all()).toHaveLength(2));
    hub.record(denial(3));
    await eventually(async () => expect(await all()).toHaveLength(3));
    await intake.stop();
    expect(await all()).toMatchObject(
      Array(3).fill({
        outcome: 'denied',
        person: 'user:default/shen',
        tenant: 'payments',
      }),
    );
  });

  it('takes what came last before it ends', async () => {
    const { hub, log, all, intakeInto } = await setUp();
    const intake = intakeInto(log);
    intake.start();
    hub.record(denial(1));
    hub.record(denial(2));
    await intake.stop();
    expect(await all()).toHaveLength(2);
  });

  it('keeps what the log could not take, says so once, and takes it later', async () => {
    const { hub, log, all, logger, intakeInto } = await setUp();
    const append = jest.spyOn(log, 'append');
    append.mockRejectedValueOnce(new Error('the database is away'));
    append.mockRejectedValueOnce(new Error('the database is away'));
    const intake = intakeInto(log);
    intake.start();
    hub.record(denial(1));
    await eventually(() => expect(append).toHaveBeenCalledTimes(1));
    hub.record(denial(2));
    await eventually(async () => expect(await all()).toHaveLength(2));
    expect(logger.warn).toHaveBeenCalledTimes(1);
    await intake.stop();
  });
});
