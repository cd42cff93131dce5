import { mockServices } from '@backstage/backend-test-utils';
import { Store } from '@flytower/durable';
import {
  describeDatabases,
  dumpOf,
  eventually,
  NEWER_EVENTS,
  rewriteNewest,
  UNREADABLE_EVENTS,
} from '@flytower/durable/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import { TenancyHub } from '@flytower/plugin-tenancy-node';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
} from '../../__testUtils__/openTenancy';
import { TenantStore } from '../tenants/TenantStore';
import { FactsPublisher } from './FactsPublisher';

jest.setTimeout(60_000);

const DAN = 'user:default/dan';
const LEE = 'user:default/lee';
const TARA = 'user:default/tara';

describeDatabases('Rights in memory', openTestStore => {
  let store: Store;
  let tenancy: ReturnType<typeof openTenancy>;
  let made: number;

  beforeEach(async () => {
    store = await openTestStore(migrations);
    tenancy = openTenancy({
      store,
      fleet: mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] })
        .service,
    });
    made = 0;
    await tenancy.onboarding.onboard(onboardingOf(), olivia('1'));
  });

  /** Another replica, which follows the same database and writes nothing. */
  const replica = () => {
    const hub = TenancyHub.create();
    const publisher = FactsPublisher.create({
      store,
      hub,
      tenants: TenantStore.create(store),
      environments: tenancy.config.environments,
      logger: mockServices.logger.mock(),
    });
    return { hub, publisher };
  };
  const add = (person: string) => {
    made += 1;
    return tenancy.members.add(
      'payments',
      { person, role: 'developer' },
      olivia(`add-${made}`),
    );
  };
  const remove = async (person: string) => {
    const all = await tenancy.members.list('payments');
    const member = all.find(one => one.person === person);
    await tenancy.members.remove('payments', member?.id ?? '', TARA);
  };
  const others = async (count: number) => {
    for (let n = 0; n < count; n++) {
      await add(`user:default/other-${made}`);
    }
  };

  // The hubs of before stand two changes after the dump; the database gets none, two or five of its own.
  describe.each([
    ['lower than the hub', 0],
    ['equal to it', 2],
    ['further than it', 5],
  ])('after a dump was put back and is %s', (_, later) => {
    it('takes a right away that the dump does not hold, in every replica', async () => {
      const { hub, publisher } = replica();
      const dump = await dumpOf(store);
      await add(LEE);
      await others(1);
      await publisher.refresh();
      expect(hub.membershipsOf(LEE)).toMatchObject([{ tenant: 'payments' }]);
      await dump.putBack();
      await others(later);
      await publisher.refresh();
      await tenancy.facts.refresh();
      expect(hub.membershipsOf(LEE)).toEqual([]);
      expect(tenancy.hub.membershipsOf(LEE)).toEqual([]);
    });

    it('gives a right again that the dump holds', async () => {
      const { hub, publisher } = replica();
      const dump = await dumpOf(store);
      await remove(DAN);
      await others(1);
      await publisher.refresh();
      expect(hub.membershipsOf(DAN)).toEqual([]);
      await dump.putBack();
      await others(later);
      await publisher.refresh();
      expect(hub.membershipsOf(DAN)).toMatchObject([{ role: 'developer' }]);
    });
  });

  it('follow a database that is put back under them, within two seconds', async () => {
    const { hub, publisher } = replica();
    const dump = await dumpOf(store);
    await add(LEE);
    publisher.start();
    try {
      await eventually(() =>
        expect(hub.membershipsOf(LEE)).toMatchObject([{ tenant: 'payments' }]),
      );
      await dump.putBack();
      await eventually(() => expect(hub.membershipsOf(LEE)).toEqual([]), 2_000);
    } finally {
      await publisher.stop();
    }
  });

  it('are read once where nothing has changed', async () => {
    const { hub, publisher } = replica();
    await publisher.refresh();
    const heard = jest.fn();
    hub.onChange(heard);
    await publisher.refresh();
    await publisher.refresh();
    expect(heard).not.toHaveBeenCalled();
  });

  it.each(Object.entries({ ...NEWER_EVENTS, ...UNREADABLE_EVENTS }))(
    'lose a right that was taken away by an event with %s',
    async (_, strange) => {
      const { hub, publisher } = replica();
      await add(LEE);
      await publisher.refresh();
      await remove(LEE);
      await rewriteNewest(store, strange);
      await publisher.refresh();
      expect(hub.membershipsOf(LEE)).toEqual([]);
    },
  );
});
