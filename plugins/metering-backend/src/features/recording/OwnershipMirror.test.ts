import { mockServices } from '@backstage/backend-test-utils';
import { appendEvent, feedCursor, readChanges, Store } from '@flytower/durable';
import {
  describeDatabases,
  dumpOf,
  FakeClock,
} from '@flytower/durable/testUtils';
import { Ownership } from '@flytower/plugin-delivery-common';
import { openLedger } from '../../__testUtils__/openLedger';
import { OwnershipMirror } from './OwnershipMirror';

/** Delivery with one application, which belongs to the team that it was given to last. */
class Delivery {
  readonly #clock = new FakeClock();
  reads = 0;

  constructor(readonly store: Store) {}

  async give(team: string): Promise<void> {
    await this.#tell('application.team-changed.v1', { team });
  }

  async release(): Promise<void> {
    await this.#tell('release.succeeded.v1', {});
  }

  async read() {
    this.reads += 1;
    return this.store.readTransaction(async trx => {
      const rows: { event: string }[] = await trx('outbox').orderBy('sequence');
      const team: unknown = rows
        .map(({ event }) => JSON.parse(event).data.team)
        .findLast(one => one !== undefined);
      const items: Ownership[] = [
        {
          applicationId: 'a',
          application: 'shop',
          tenant: 'payments',
          teamId: String(team),
          team: String(team),
          from: '2026-01-01T00:00:00.000Z',
        },
      ];
      return { cursor: await feedCursor(trx), items };
    });
  }

  async #tell(type: string, data: { team?: string }): Promise<void> {
    await this.store.transaction(trx =>
      appendEvent(trx, this.#clock, {
        type,
        subject: { kind: 'application', id: 'a', name: 'shop' },
        tenant: 'payments',
        actor: 'user:default/dan',
        summary: '',
        data,
      }),
    );
  }
}

describeDatabases('OwnershipMirror', openTestStore => {
  async function setUp() {
    const { store } = await openLedger(openTestStore);
    const delivery = new Delivery(await openTestStore());
    const mirror = () =>
      OwnershipMirror.create({
        store,
        changes: after => readChanges(delivery.store, after, 500),
        read: () => delivery.read(),
        logger: mockServices.logger.mock(),
      });
    const teams = async () => {
      // Before the first team it belonged to none.
      const rows: { team: string }[] = await store
        .knex('ownership')
        .whereNot({ team: '' });
      return rows.map(({ team }) => team);
    };
    return { delivery, mirror, teams };
  }

  it('copies what delivery says, and again when an application changed hands', async () => {
    const { delivery, mirror, teams } = await setUp();
    await delivery.give('cards');
    const one = mirror();
    await one.pull();
    await delivery.release();
    await one.pull();
    expect(delivery.reads).toBe(1);
    await delivery.give('ledger');
    await one.pull();
    expect(await teams()).toEqual(['ledger']);
  });

  it('goes back with a delivery that was put back', async () => {
    const { delivery, mirror, teams } = await setUp();
    await delivery.give('cards');
    const dump = await dumpOf(delivery.store);
    await delivery.give('ledger');
    const one = mirror();
    await one.pull();
    await dump.putBack();
    await delivery.release();
    await one.pull();
    expect(await teams()).toEqual(['cards']);
  });

  it('copies once where two replicas copy at the same time', async () => {
    const { delivery, mirror, teams } = await setUp();
    await delivery.give('cards');
    await Promise.all([mirror().pull(), mirror().pull(), mirror().pull()]);
    expect(await teams()).toEqual(['cards']);
  });
});
