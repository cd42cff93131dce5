import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { OperationsAdmins } from './OperationsAdmins';

const operations = (members: string[]) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'operations', namespace: 'default' },
  relations: members.map(targetRef => ({ type: 'hasMember', targetRef })),
});

function admins(
  refs: string[],
  catalog = catalogServiceMock({
    entities: [operations(['user:default/olivia'])],
  }),
) {
  return OperationsAdmins.create({
    auth: mockServices.auth(),
    catalog,
    config: mockServices.rootConfig({
      data: { flytower: { operationsAdmins: refs } },
    }),
    logger: mockServices.logger.mock(),
  });
}

describe('OperationsAdmins', () => {
  it('says 503 rather than no before the groups were read', () => {
    expect(() =>
      admins(['group:default/operations']).includes('user:default/dan'),
    ).toThrow(expect.objectContaining({ name: 'ServiceUnavailableError' }));
  });

  it('knows the members of the named groups and the named people', async () => {
    const both = admins(['group:default/operations', 'user:default/tara']);
    await both.refresh();
    expect(both.includes('user:default/olivia')).toBe(true);
    expect(both.includes('user:default/tara')).toBe(true);
    expect(both.includes('user:default/dan')).toBe(false);
  });

  it('keeps what it knew when the catalog cannot be read', async () => {
    const catalog = catalogServiceMock({
      entities: [operations(['user:default/olivia'])],
    });
    const known = admins(['group:default/operations'], catalog);
    await known.refresh();
    catalog.getEntitiesByRefs = async () => {
      throw new Error('the catalog is down');
    };
    await known.refresh();
    expect(known.includes('user:default/olivia')).toBe(true);
  });
});
