import { describeDatabases, readAll } from '@flytower/durable/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
} from '../../__testUtils__/openTenancy';

const TARA = 'user:default/tara';
const DAN = 'user:default/dan';
const LEE = 'user:default/lee';

describeDatabases('Members', openTestStore => {
  const open = async () => {
    const tenancy = openTenancy({
      store: await openTestStore(migrations),
      fleet: mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] })
        .service,
    });
    await tenancy.onboarding.onboard(onboardingOf(), olivia('1'));
    const idOf = async (person: string) => {
      const all = await tenancy.members.list('payments');
      return all.find(member => member.person === person)?.id ?? 'nobody';
    };
    return { ...tenancy, idOf };
  };

  it('are added once, and have their rights before the answer is out', async () => {
    const { members, hub } = await open();
    const lee = { person: LEE, role: 'lead' } as const;
    const added = await members.add('payments', lee, olivia('2'));
    expect(added).toMatchObject(lee);
    expect(await members.add('payments', lee, olivia('2'))).toEqual(added);
    expect(hub.membershipsOf(LEE)).toMatchObject([{ tenant: 'payments' }]);
    await expect(members.add('payments', lee, olivia('3'))).rejects.toThrow(
      'user:default/lee is a member of payments already',
    );
  });

  it('lose their rights before the answer is out', async () => {
    const { members, hub, idOf } = await open();
    await members.remove('payments', await idOf(DAN), TARA);
    expect(hub.membershipsOf(DAN)).toEqual([]);
  });

  it('keep a last owner', async () => {
    const { members, idOf } = await open();
    const tara = await idOf(TARA);
    const sentence =
      'user:default/tara is the last owner of payments; make somebody else owner first';
    await expect(members.remove('payments', tara, TARA)).rejects.toThrow(
      sentence,
    );
    await expect(
      members.changeRole('payments', tara, 'viewer', TARA),
    ).rejects.toThrow(sentence);
    await members.changeRole('payments', await idOf(DAN), 'owner', TARA);
    await members.changeRole('payments', tara, 'viewer', TARA);
    expect((await members.list('payments')).map(({ role }) => role)).toEqual([
      'owner',
      'viewer',
    ]);
  });

  it('are told of in the feed, with who did it', async () => {
    const { members, store, idOf } = await open();
    await members.changeRole('payments', await idOf(DAN), 'viewer', TARA);
    await members.remove('payments', await idOf(DAN), TARA);
    const changes = await readAll(store);
    expect(
      changes.slice(-2).map(({ actor, summary }) => [actor, summary]),
    ).toEqual([
      [TARA, 'user:default/dan is viewer of payments now, was developer'],
      [TARA, 'user:default/dan is no longer viewer of payments'],
    ]);
  });

  it('are 500 at most in a tenant, and come by name, a hundred at a time', async () => {
    const { members, store } = await open();
    const [{ tenant_id }] = await store.knex('members');
    const people = Array.from(
      { length: 497 },
      (_, n) => `user:default/p-${String(n).padStart(3, '0')}`,
    );
    for (let at = 0; at < people.length; at += 100) {
      await store.knex('members').insert(
        people.slice(at, at + 100).map(person => ({
          id: person.slice(-5),
          tenant_id,
          person,
          role: 'viewer',
          created_at: 0,
        })),
      );
    }
    const pages = [];
    let cursor: string | undefined;
    do {
      const page = await members.page('payments', { cursor, limit: 100 });
      pages.push(page.items.map(({ person }) => person));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(pages.map(page => page.length)).toEqual([100, 100, 100, 100, 99]);
    expect(pages.flat()).toEqual([DAN, ...people, TARA].sort());

    const add = (person: string, key: string) =>
      members.add('payments', { person, role: 'viewer' }, olivia(key));
    await add(LEE, '500');
    await expect(add('user:default/one-more', '501')).rejects.toThrow(
      'payments has 500 members, as many as a tenant may have; remove one first',
    );
    expect(await members.list('payments')).toHaveLength(500);
  });

  it('are not found by the id of another tenant’s member', async () => {
    const { members, onboarding, idOf } = await open();
    const shop = onboardingOf({ slug: 'shop' });
    await onboarding.onboard(shop, olivia('2'));
    await expect(members.remove('shop', await idOf(DAN), TARA)).rejects.toThrow(
      'shop has no member',
    );
  });
});
