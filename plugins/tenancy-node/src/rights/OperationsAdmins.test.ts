import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { OperationsAdmins } from './OperationsAdmins';
import { readGroups } from './readGroups';

const operations = (members: string[]) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'operations', namespace: 'default' },
  relations: members.map(targetRef => ({ type: 'hasMember', targetRef })),
});

function admins(refs: string[], logger = mockServices.logger.mock()) {
  const catalog = catalogServiceMock({
    entities: [operations(['user:default/olivia'])],
  });
  const created = OperationsAdmins.create({
    config: mockServices.rootConfig({
      data: { flytower: { operationsAdmins: refs } },
    }),
    logger,
  });
  created.readWith(readGroups({ auth: mockServices.auth(), catalog }));
  return { created, catalog };
}

describe('OperationsAdmins', () => {
  it('says 503 rather than no before the groups were read', () => {
    expect(() =>
      admins(['group:default/operations']).created.includes('user:default/dan'),
    ).toThrow(expect.objectContaining({ name: 'ServiceUnavailableError' }));
  });

  it('knows the members of the named groups and the named people', async () => {
    const { created } = admins([
      'group:default/operations',
      'user:default/tara',
    ]);
    await created.refresh();
    expect(created.includes('user:default/olivia')).toBe(true);
    expect(created.includes('user:default/tara')).toBe(true);
    expect(created.includes('user:default/dan')).toBe(false);
  });

  it('asks by the first plugin alone, however many may ask', async () => {
    const { created } = admins(['group:default/operations']);
    const second = jest.fn(async () => ['user:default/dan']);
    created.readWith(second);
    await created.refresh();
    expect(second).not.toHaveBeenCalled();
    expect(created.includes('user:default/dan')).toBe(false);
  });

  it('keeps what it knew when the catalog cannot be read, and says so once', async () => {
    const logger = mockServices.logger.mock();
    const { created, catalog } = admins(['group:default/operations'], logger);
    await created.refresh();
    catalog.getEntitiesByRefs = async () => {
      throw new Error('the catalog is down');
    };
    await created.refresh();
    await created.refresh();
    expect(created.includes('user:default/olivia')).toBe(true);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
