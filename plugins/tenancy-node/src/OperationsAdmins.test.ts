import { mockServices } from '@backstage/backend-test-utils';
import { OperationsAdmins } from './OperationsAdmins';

const admins = (...operationsAdmins: string[]) =>
  OperationsAdmins.fromConfig(
    mockServices.rootConfig({ data: { flytower: { operationsAdmins } } }),
  );

describe('OperationsAdmins', () => {
  it('says 503 rather than no before the groups were read', () => {
    expect(() =>
      admins('group:default/operations').includes('user:default/dan'),
    ).toThrow(expect.objectContaining({ name: 'ServiceUnavailableError' }));
  });

  it('knows the members of the named groups and the named people', () => {
    const both = admins('group:default/operations', 'user:default/tara');
    both.publish(['user:default/olivia']);
    expect(both.includes('user:default/olivia')).toBe(true);
    expect(both.includes('user:default/tara')).toBe(true);
    expect(both.includes('user:default/dan')).toBe(false);
    both.publish([]);
    expect(both.includes('user:default/olivia')).toBe(false);
  });

  it('takes a bare name for a group of the default namespace, in any case', () => {
    expect(admins('Operations', 'Group:Infra/SRE').groups).toEqual([
      'group:default/operations',
      'group:infra/sre',
    ]);
  });

  it('refuses what is neither a group nor a person', () => {
    expect(() => admins('component:default/shop')).toThrow(
      'flytower.operationsAdmins names "component:default/shop"; name a group or a person, for example group:default/operations',
    );
  });
});
