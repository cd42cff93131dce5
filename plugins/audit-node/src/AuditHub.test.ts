import { AuditedEvent, AuditHub } from './AuditHub';

function audited(
  eventId: string,
  actorId: string = 'user:default/dan',
): AuditedEvent {
  return {
    id: eventId,
    at: new Date('2026-03-01T10:00:00.000Z'),
    event: {
      plugin: 'catalog',
      eventId,
      severityLevel: 'medium',
      status: 'succeeded',
      actor: { actorId },
    },
  };
}

describe('AuditHub', () => {
  it('delivers everything in order, in batches, once', async () => {
    const hub = new AuditHub();
    for (let n = 0; n < 1_200; n++) {
      hub.record(audited(`e-${n}`));
    }
    const batches: string[][] = [];
    const sink = async (events: AuditedEvent[]) => {
      batches.push(events.map(({ event }) => event.eventId));
    };
    expect(await hub.deliver(sink)).toBe(0);
    await hub.deliver(sink);
    expect(batches.map(batch => batch.length)).toEqual([500, 500, 200]);
    expect(batches.flat()[1_199]).toBe('e-1199');
  });

  it('keeps what the log could not take', async () => {
    const hub = new AuditHub();
    hub.record(audited('kept'));
    await expect(
      hub.deliver(async () => {
        throw new Error('the database is away');
      }),
    ).rejects.toThrow('the database is away');
    const sink = jest.fn(async () => undefined);
    await hub.deliver(sink);
    expect(sink).toHaveBeenCalledWith([audited('kept')]);
  });

  it('keeps what comes during a delivery', async () => {
    const hub = new AuditHub();
    hub.record(audited('first'));
    const seen: string[] = [];
    await hub.deliver(async events => {
      seen.push(...events.map(({ event }) => event.eventId));
      if (seen.length === 1) {
        hub.record(audited('second'));
      }
    });
    expect(seen).toEqual(['first', 'second']);
  });

  it('lets the oldest go when too many wait, and says how many', async () => {
    const hub = new AuditHub();
    for (let n = 0; n < 10_003; n++) {
      hub.record(audited(`e-${n}`));
    }
    const seen: string[] = [];
    const lost = await hub.deliver(async events => {
      seen.push(...events.map(({ event }) => event.eventId));
    });
    expect(lost).toBe(3);
    expect(seen[0]).toBe('e-3');
  });

  it('lets go of what the loudest did, and of nothing that others did', async () => {
    const hub = new AuditHub();
    hub.record(audited('olivia-1', 'user:default/olivia'));
    for (let n = 0; n < 10_500; n++) {
      hub.record(audited(`shen-${n}`, 'user:default/shen'));
    }
    hub.record(audited('olivia-2', 'user:default/olivia'));
    const seen: string[] = [];
    const lost = await hub.deliver(async events => {
      seen.push(...events.map(({ event }) => event.eventId));
    });
    expect(lost).toBe(502);
    expect(seen.filter(id => id.startsWith('olivia'))).toEqual([
      'olivia-1',
      'olivia-2',
    ]);
    expect(seen[1]).toBe('shen-502');
  });

  it('tells its listeners, until they stop listening', () => {
    const hub = new AuditHub();
    const listener = jest.fn();
    const stop = hub.onRecord(listener);
    hub.record(audited('heard'));
    stop();
    hub.record(audited('unheard'));
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
