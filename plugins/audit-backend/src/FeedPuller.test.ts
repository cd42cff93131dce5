import { mockServices } from '@backstage/backend-test-utils';
import { ChangeEvent } from '@flytower/contract';
import { describeDatabases, eventually } from '@flytower/durable/testUtils';
import { openLog } from './__testUtils__/openLog';
import { AuditStore } from './AuditStore';
import { FeedPuller } from './FeedPuller';
import { FeedReader } from './feedReader';

function change(sequence: number): ChangeEvent {
  return {
    id: `event-${sequence}`,
    sequence,
    type: 'tenant.onboarded.v1',
    subject: { kind: 'tenant', id: 't', name: 'payments' },
    actor: 'user:default/olivia',
    // Every third is none of the log's business.
    ...(sequence % 3 === 0 ? {} : { outcome: 'succeeded' as const }),
    summary: 'Olivia onboarded payments',
    data: {},
    at: '2026-03-01T10:00:00.000Z',
  };
}

/** A source with a feed of its own, which can be away. */
class Source {
  readonly changes: ChangeEvent[] = [];
  away = false;

  grow(by: number) {
    for (let n = 0; n < by; n++) {
      this.changes.push(change(this.changes.length + 1));
    }
  }

  read: FeedReader = async (_, after) => {
    if (this.away) {
      throw new Error('fetch failed');
    }
    const changes = this.changes.slice(after, after + 4);
    return { changes, last: changes.at(-1)?.sequence ?? after };
  };
}

describeDatabases('FeedPuller', openTestStore => {
  async function setUp() {
    const opened = await openLog(openTestStore);
    const source = new Source();
    const logger = mockServices.logger.mock();
    const pullerFor = (log: AuditStore, sources = ['tenancy']) =>
      FeedPuller.create({ sources, read: source.read, log, logger });
    return { ...opened, source, logger, pullerFor };
  }

  it('reads every page, takes what belongs to the log, and goes on where it was', async () => {
    const { log, all, source, pullerFor } = await setUp();
    const puller = pullerFor(log);
    source.grow(10);
    await puller.pull('tenancy');
    // Of 1 to 10 without 3, 6 and 9.
    expect(await all()).toHaveLength(7);
    expect(await log.position('tenancy')).toBe(10);
    source.grow(1);
    await pullerFor(log).pull('tenancy');
    expect(await all()).toHaveLength(8);
  });

  it('says once that a source is away and once that it is back, and catches up', async () => {
    const { log, all, source, logger, pullerFor } = await setUp();
    const puller = pullerFor(log);
    source.grow(5);
    source.away = true;
    await puller.pull('tenancy');
    await puller.pull('tenancy');
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      'The operation log cannot read the changes of tenancy; it tries again every 2 seconds and catches up',
      expect.objectContaining({ message: 'fetch failed' }),
    );
    source.away = false;
    await puller.pull('tenancy');
    await puller.pull('tenancy');
    expect(logger.info.mock.calls).toEqual([
      ['The operation log reads tenancy again, from where it was'],
    ]);
    expect(await all()).toHaveLength(4);
  });

  it('takes everything once where two replicas read the same feed', async () => {
    const { store, clock, keys, log, all, verdict, source, pullerFor } =
      await setUp();
    const other = AuditStore.create({ store, clock, keys });
    source.grow(30);
    await Promise.all([
      pullerFor(log).pull('tenancy'),
      pullerFor(other).pull('tenancy'),
    ]);
    await pullerFor(log).pull('tenancy');
    expect(await all()).toHaveLength(20);
    expect(await verdict()).toMatchObject({ kind: 'whole', until: 20 });
  });

  it('follows its sources until it is stopped', async () => {
    const { log, all, source, pullerFor } = await setUp();
    source.grow(1);
    const puller = pullerFor(log);
    puller.start();
    await eventually(async () => expect(await all()).toHaveLength(1));
    await puller.stop();
    source.grow(1);
    expect(await all()).toHaveLength(1);
  });
});
