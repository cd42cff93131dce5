import { mockTenancy } from './testUtils';
import { membershipsOfHub } from './MembershipService';
import { TenancyHub } from './TenancyHub';

describe('TenancyHub', () => {
  it('says that it does not know yet, rather than that nobody is a member', () => {
    const hub = TenancyHub.create();
    const memberships = membershipsOfHub(hub);
    expect(memberships.ready).toBe(false);
    expect(() => memberships.isMember('user:default/dan', 'payments')).toThrow(
      expect.objectContaining({ name: 'ServiceUnavailableError' }),
    );
  });

  it('answers by person and tenant', () => {
    const { memberships } = mockTenancy({
      tenants: [{ slug: 'payments' }, { slug: 'shop' }],
      members: [
        { person: 'user:default/dan', tenant: 'payments', role: 'developer' },
        { person: 'user:default/dan', tenant: 'shop', role: 'viewer' },
        { person: 'user:default/shen', tenant: 'shop', role: 'developer' },
      ],
    });
    expect(memberships.membershipsOf('user:default/dan')).toEqual([
      { tenant: 'payments', role: 'developer' },
      { tenant: 'shop', role: 'viewer' },
    ]);
    expect(memberships.rolesIn('user:default/dan', 'shop')).toEqual(['viewer']);
    expect(memberships.isMember('user:default/shen', 'payments')).toBe(false);
    expect(memberships.membershipsOf('user:default/eve')).toEqual([]);
  });

  it('knows who is in a tenant with whom, and forgets it with the tenant', () => {
    const { memberships, setMembers } = mockTenancy({
      tenants: [{ slug: 'payments' }, { slug: 'shop' }],
      members: [
        { person: 'user:default/dan', tenant: 'payments', role: 'developer' },
        { person: 'user:default/tara', tenant: 'payments', role: 'owner' },
        { person: 'user:default/tara', tenant: 'shop', role: 'owner' },
        { person: 'user:default/shen', tenant: 'shop', role: 'developer' },
      ],
    });
    const beside = (person: string) =>
      [...memberships.peopleBeside(person)].sort();
    expect(beside('user:default/dan')).toEqual([
      'user:default/dan',
      'user:default/tara',
    ]);
    expect(beside('user:default/tara')).toEqual([
      'user:default/dan',
      'user:default/shen',
      'user:default/tara',
    ]);
    expect(beside('user:default/lee')).toEqual(['user:default/lee']);
    setMembers([]);
    expect(beside('user:default/dan')).toEqual(['user:default/dan']);
  });

  it('knows the teams of a person, and which of them the person leads', () => {
    const { memberships } = mockTenancy({
      tenants: [{ slug: 'payments', teams: ['cards', 'ledger'] }],
      teamMembers: [
        {
          person: 'user:default/lee',
          tenant: 'payments',
          team: 'cards',
          lead: true,
        },
        {
          person: 'user:default/lee',
          tenant: 'payments',
          team: 'ledger',
          lead: false,
        },
      ],
    });
    expect(memberships.teamsOf('user:default/lee')).toEqual([
      { tenant: 'payments', team: 'cards', lead: true },
      { tenant: 'payments', team: 'ledger', lead: false },
    ]);
    expect(memberships.teamsOf('user:default/dan')).toEqual([]);
  });

  it('forgets a removed member with the next state, and tells who listens', () => {
    const { memberships, hub, setMembers } = mockTenancy({
      tenants: [{ slug: 'payments' }],
      members: [
        { person: 'user:default/dan', tenant: 'payments', role: 'developer' },
      ],
    });
    const heard = jest.fn();
    const stop = hub.onChange(heard);
    setMembers([]);
    expect(memberships.isMember('user:default/dan', 'payments')).toBe(false);
    expect(heard).toHaveBeenCalledTimes(1);
    stop();
    setMembers([]);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('keeps a newer state when an older load ends later', () => {
    const hub = TenancyHub.create();
    const member = {
      person: 'user:default/dan',
      tenant: 'payments',
      role: 'developer',
    } as const;
    const none = { tenants: [], memberships: [], teamMemberships: [] };
    hub.publish({ ...none, revision: 2 });
    hub.publish({ ...none, revision: 1, memberships: [member] });
    expect(hub.membershipsOf('user:default/dan')).toEqual([]);
  });
});
