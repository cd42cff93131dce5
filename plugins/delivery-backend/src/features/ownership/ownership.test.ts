import { describeDatabases, readAll } from '@flytower/durable/testUtils';
import {
  dan,
  openDelivery,
  OpenDelivery,
  tara,
} from '../../__testUtils__/openDelivery';
import { ownershipView } from '../applications/applicationViews';

const migrations = `${__dirname}/../../../migrations`;

describeDatabases('Applications of teams', openTestStore => {
  let delivery: OpenDelivery;
  const shop = { tenant: 'payments', application: 'shop', person: dan };

  beforeEach(async () => {
    delivery = await openDelivery({
      store: await openTestStore(migrations),
      tenant: { teams: ['cards', 'ledger'] },
    });
    delivery.clock.advance(900);
  });

  const move = (team: string | null) =>
    delivery.applications.updateApplication(shop, { team });

  const intervals = async () =>
    (await delivery.stores.ownerships.all()).map(one => {
      const { team, from, to } = ownershipView(one);
      return [team, from.slice(11, 19), to?.slice(11, 19)];
    });

  const moves = async () =>
    (await readAll(delivery.store)).filter(
      ({ type }) => type === 'application.team-changed.v1',
    );

  it('begin and end at whole seconds, without overlap and without a gap', async () => {
    expect(await move('cards')).toMatchObject({ team: 'cards', generation: 2 });
    delivery.clock.advance(3_600_000);
    await move('ledger');
    delivery.clock.advance(60_000);
    expect((await move(null)).team).toBeUndefined();
    delivery.clock.advance(60_000);
    await move('cards');
    expect(await intervals()).toEqual([
      ['cards', '00:00:00', '01:00:00'],
      ['ledger', '01:00:00', '01:01:00'],
      ['cards', '01:02:00', undefined],
    ]);
    expect(await delivery.applications.application('payments', 'shop')).toEqual(
      expect.objectContaining({ team: 'cards' }),
    );
  });

  it('keep only the last of several teams within one second', async () => {
    await move('cards');
    await move('ledger');
    expect(await intervals()).toEqual([['ledger', '00:00:00', undefined]]);
    await move(null);
    expect(await intervals()).toEqual([]);
  });

  it('never overlap, even where the clock goes back', async () => {
    await move('cards');
    delivery.clock.advance(10_000);
    await move(null);
    delivery.clock.advance(-3_600_000);
    await move('ledger');
    expect(await intervals()).toEqual([
      ['cards', '00:00:00', '00:00:10'],
      ['ledger', '00:00:10', undefined],
    ]);
  });

  it('stay with their team when something else changes', async () => {
    await move('cards');
    delivery.clock.advance(60_000);
    const renamed = await delivery.applications.updateApplication(shop, {
      displayName: 'The shop',
    });
    expect(renamed).toMatchObject({ team: 'cards', displayName: 'The shop' });
    await move('cards');
    expect(await intervals()).toEqual([['cards', '00:00:00', undefined]]);
    expect(await moves()).toHaveLength(1);
  });

  it('are made with a team, once for a key', async () => {
    const act = { tenant: 'payments', person: tara, key: 'once' };
    const body = {
      slug: 'desk',
      displayName: 'Desk',
      description: '',
      team: 'ledger',
    };
    await delivery.applications.createApplication(act, body);
    const made = await delivery.applications.createApplication(act, body);
    expect(made.team).toBe('ledger');
    expect(await intervals()).toEqual([['ledger', '00:00:00', undefined]]);
  });

  it('are told of with both teams and from when', async () => {
    await move('cards');
    delivery.clock.advance(60_000);
    await move('ledger');
    const { id } = await delivery.applications.application('payments', 'shop');
    expect(
      (await moves()).map(({ actor, summary, data }) => [actor, summary, data]),
    ).toEqual([
      [
        dan,
        'The application shop belongs to the team cards now',
        {
          application: 'shop',
          applicationId: id,
          team: 'cards',
          teamId: 'id-of-payments-cards',
          from: '2026-01-01T00:00:00.000Z',
        },
      ],
      [
        dan,
        'The application shop belongs to the team ledger now, before to cards',
        {
          application: 'shop',
          applicationId: id,
          team: 'ledger',
          teamId: 'id-of-payments-ledger',
          previousTeam: 'cards',
          previousTeamId: 'id-of-payments-cards',
          from: '2026-01-01T00:01:00.000Z',
        },
      ],
    ]);
  });

  it('are refused a team that the tenant does not have, and keep theirs', async () => {
    await move('cards');
    await expect(move('moon')).rejects.toThrow(
      'payments has no team "moon"; choose of cards, ledger',
    );
    expect(await intervals()).toEqual([['cards', '00:00:00', undefined]]);
    delivery.tenancy.setTeams('payments', []);
    await expect(move('moon')).rejects.toThrow(
      'payments has no team "moon", nor any other; an owner of payments makes teams',
    );
  });

  it('belong to no team once theirs is deleted, and are let go once', async () => {
    await move('cards');
    delivery.clock.advance(60_000);
    expect(await delivery.teamWatch.letGo()).toBe(0);
    delivery.tenancy.setTeams('payments', ['ledger']);
    const both = [delivery.teamWatch.letGo(), delivery.teamWatch.letGo()];
    const [one, other] = await Promise.all(both);
    expect(one + other).toBe(1);
    expect(await intervals()).toEqual([['cards', '00:00:00', '00:01:00']]);
    expect(
      await delivery.applications.application('payments', 'shop'),
    ).not.toHaveProperty('team');
    expect((await moves()).at(-1)).toMatchObject({
      actor: 'flytower',
      summary: 'The application shop no longer belongs to the team cards',
      data: { previousTeam: 'cards' },
    });
  });

  it('can be renamed between the deletion of their team and its being seen', async () => {
    await move('cards');
    delivery.tenancy.setTeams('payments', []);
    await expect(
      delivery.applications.updateApplication(shop, { displayName: 'Till' }),
    ).resolves.toMatchObject({ displayName: 'Till' });
  });

  it('keep a team that another replica saw before this one did', async () => {
    await move('cards');
    // This replica still looks at a tenancy without the team: its copy is older than the sight.
    delivery.tenancy.setTeams('payments', []);
    delivery.tenancy.setTeams('payments', ['cards'], false);
    expect(await delivery.teamWatch.letGo()).toBe(0);
    // Tenancy's database is put back to before the team: nobody has it any more, whatever revision it was seen at.
    delivery.tenancy.setTeams('payments', []);
    expect(await delivery.teamWatch.letGo()).toBe(1);
  });

  it('leave their history behind when they are deleted', async () => {
    const act = { tenant: 'payments', person: dan };
    await delivery.applications.createApplication(
      { ...act, key: 'desk' },
      { slug: 'desk', displayName: 'Desk', description: '', team: 'cards' },
    );
    delivery.clock.advance(5_000);
    await delivery.applications.deleteApplication({
      ...act,
      application: 'desk',
    });
    expect(await intervals()).toEqual([['cards', '00:00:00', '00:00:05']]);
    expect(await delivery.teamWatch.letGo()).toBe(0);
  });

  it('are kept when the column that nobody read goes, and when it comes back', async () => {
    await move('cards');
    const { knex } = delivery.store;
    const hasColumn = () =>
      knex.schema.hasColumn('ownerships', 'tenancy_revision');
    expect(await hasColumn()).toBe(false);
    await knex.migrate.down({ directory: migrations });
    expect(await hasColumn()).toBe(true);
    await knex.migrate.latest({ directory: migrations });
    expect(await hasColumn()).toBe(false);
    expect(await intervals()).toEqual([['cards', '00:00:00', undefined]]);
    // Still one team at a time: its index stayed too.
    const [row] = await knex('ownerships');
    await expect(
      knex('ownerships').insert({ ...row, id: 'another', from_seconds: 0 }),
    ).rejects.toThrow(/unique/i);
  });
});
