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

const cards = {
  slug: 'cards',
  displayName: 'Cards',
  members: [
    { person: DAN, lead: false },
    { person: TARA, lead: true },
  ],
};
const cardsOf = { tenant: 'payments', team: 'cards', requester: TARA };
const tara = (key: string) => ({ requester: TARA, key });

describeDatabases('Teams', openTestStore => {
  const open = async () => {
    const tenancy = openTenancy({
      store: await openTestStore(migrations),
      fleet: mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] })
        .service,
    });
    await tenancy.onboarding.onboard(onboardingOf(), olivia('1'));
    const eventsOf = async () =>
      (await readAll(tenancy.store))
        .filter(({ subject }) => subject.kind === 'team')
        .map(({ type, actor, summary, data }) => ({
          type,
          actor,
          summary,
          data,
        }));
    return { ...tenancy, eventsOf };
  };

  it('are made once for a key, and are known to other plugins before the answer is out', async () => {
    const { teams, hub } = await open();
    const made = await teams.create('payments', cards, tara('1'));
    expect(made).toMatchObject({ ...cards, tenant: 'payments', generation: 1 });
    expect(await teams.create('payments', cards, tara('1'))).toEqual(made);
    expect(await teams.list('payments')).toEqual([made]);
    expect(hub.tenant('payments')?.teams).toEqual([
      { id: made.id, slug: 'cards', displayName: 'Cards' },
    ]);
    expect(hub.teamsOf(TARA)).toEqual([
      { person: TARA, tenant: 'payments', team: 'cards', lead: true },
    ]);
  });

  it('are a hundred at most in a tenant', async () => {
    const { teams, store } = await open();
    const [{ id: tenant_id }] = await store.knex('tenants');
    await store.knex('teams').insert(
      Array.from({ length: 99 }, (_, n) => ({
        id: `team-${n}`,
        tenant_id,
        slug: `team-${n}`,
        display_name: `Team ${n}`,
        created_at: 0,
      })),
    );
    await teams.create('payments', cards, tara('100'));
    await expect(
      teams.create('payments', { ...cards, slug: 'more' }, tara('101')),
    ).rejects.toThrow(
      'payments has 100 teams, as many as a tenant may have; delete one first',
    );
    expect(await teams.list('payments')).toHaveLength(100);
  });

  it('have a name of their own in their tenant, not beyond it', async () => {
    const { teams, onboarding } = await open();
    await teams.create('payments', cards, tara('1'));
    await expect(teams.create('payments', cards, tara('2'))).rejects.toThrow(
      'payments has a team "cards" already; choose another name',
    );
    await onboarding.onboard(onboardingOf({ slug: 'shop' }), olivia('2'));
    await expect(teams.create('shop', cards, tara('3'))).resolves.toMatchObject(
      { tenant: 'shop' },
    );
    expect(await teams.list('payments')).toHaveLength(1);
  });

  it('take in only members of the tenant', async () => {
    const { teams } = await open();
    const lee = { person: LEE, lead: true };
    const sentence =
      'user:default/lee is no member of payments; add them to the tenant first';
    await expect(
      teams.create('payments', { ...cards, members: [lee] }, tara('1')),
    ).rejects.toThrow(sentence);
    expect(await teams.list('payments')).toEqual([]);
    await teams.create('payments', cards, tara('2'));
    await expect(
      teams.update(cardsOf, { displayName: 'Ledger', members: [lee] }),
    ).rejects.toThrow(sentence);
    expect(await teams.list('payments')).toMatchObject([cards]);
  });

  it('change what is given and keep the rest', async () => {
    const { teams, hub } = await open();
    await teams.create('payments', cards, tara('1'));
    const renamed = await teams.update(cardsOf, { displayName: 'Card desk' });
    expect(renamed).toMatchObject({
      displayName: 'Card desk',
      members: cards.members,
      generation: 2,
    });
    const members = [{ person: DAN, lead: true }];
    expect(await teams.update(cardsOf, { members })).toMatchObject({
      displayName: 'Card desk',
      members,
      generation: 3,
    });
    expect(hub.teamsOf(TARA)).toEqual([]);
    expect(hub.teamsOf(DAN)).toMatchObject([{ team: 'cards', lead: true }]);
  });

  it('are not changed or deleted by whoever looked at an older version', async () => {
    const { teams } = await open();
    await teams.create('payments', cards, tara('1'));
    const change = { displayName: 'Card desk' };
    await teams.update({ ...cardsOf, ifMatch: '"1"' }, change);
    const late = { ...cardsOf, ifMatch: '"1"' };
    const sentence = 'it is at generation 2, not 1';
    await expect(teams.update(late, change)).rejects.toThrow(sentence);
    await expect(teams.delete(late)).rejects.toThrow(sentence);
  });

  it('lose whoever leaves the tenant, and do not get them back by itself', async () => {
    const { teams, members, hub } = await open();
    await teams.create('payments', cards, tara('1'));
    const dan = (await members.list('payments')).find(
      ({ person }) => person === DAN,
    );
    await members.remove('payments', dan?.id ?? 'nobody', TARA);
    expect(hub.teamsOf(DAN)).toEqual([]);
    expect(await teams.list('payments')).toMatchObject([
      { members: [{ person: TARA, lead: true }], generation: 2 },
    ]);
    await members.add('payments', { person: DAN, role: 'viewer' }, tara('2'));
    expect(hub.teamsOf(DAN)).toEqual([]);
  });

  it('tell in the feed who did what, with who is in them', async () => {
    const { teams, members, eventsOf } = await open();
    await teams.create('payments', cards, tara('1'));
    await teams.update(cardsOf, { displayName: 'Card desk' });
    const [dan] = await members.list('payments');
    await members.remove('payments', dan.id, 'user:default/olivia');
    await teams.delete(cardsOf);
    expect(await eventsOf()).toEqual([
      {
        type: 'team.created.v1',
        actor: TARA,
        summary: 'The team cards of payments was made',
        data: { displayName: 'Cards', members: cards.members },
      },
      {
        type: 'team.updated.v1',
        actor: TARA,
        summary: 'The team cards of payments was changed',
        data: { displayName: 'Card desk', members: cards.members },
      },
      {
        type: 'team.updated.v1',
        actor: 'user:default/olivia',
        summary: 'user:default/dan is no longer in the team cards of payments',
        data: {
          displayName: 'Card desk',
          members: [{ person: TARA, lead: true }],
        },
      },
      {
        type: 'team.deleted.v1',
        actor: TARA,
        summary: 'The team cards of payments was deleted',
        data: {
          displayName: 'Card desk',
          members: [{ person: TARA, lead: true }],
        },
      },
    ]);
  });

  it('that are gone or another tenant’s are not found', async () => {
    const { teams, onboarding } = await open();
    await onboarding.onboard(onboardingOf({ slug: 'shop' }), olivia('2'));
    const { id } = await teams.create('payments', cards, tara('1'));
    await expect(teams.delete({ ...cardsOf, tenant: 'shop' })).rejects.toThrow(
      'shop has no team "cards"; look at its teams again',
    );
    await teams.delete(cardsOf);
    await expect(teams.delete(cardsOf)).rejects.toThrow(
      'payments has no team "cards"',
    );
    const again = await teams.create('payments', cards, tara('2'));
    expect(again.id).not.toBe(id);
  });

  it('stand in the snapshot and in the detail of their tenant', async () => {
    const { teams, views } = await open();
    const made = await teams.create('payments', cards, tara('1'));
    expect((await views.detail('payments')).teams).toEqual([made]);
    expect((await views.snapshot()).tenants).toMatchObject([{ teams: [made] }]);
  });
});
