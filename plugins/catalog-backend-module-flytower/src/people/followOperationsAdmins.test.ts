import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { OperationsAdmins } from '@flytower/plugin-tenancy-node';
import { readOperationsAdmins } from './followOperationsAdmins';

const operations = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'operations', namespace: 'default' },
  relations: [
    { type: 'hasMember', targetRef: 'user:default/olivia' },
    { type: 'childOf', targetRef: 'group:default/everybody' },
  ],
};

describe('readOperationsAdmins', () => {
  const catalog = catalogServiceMock({ entities: [operations] });
  const admins = OperationsAdmins.fromConfig(
    mockServices.rootConfig({
      data: { flytower: { operationsAdmins: ['group:default/operations'] } },
    }),
  );
  const read = () =>
    readOperationsAdmins({
      admins,
      auth: mockServices.auth(),
      catalog,
      logger: mockServices.logger.mock(),
    });

  it('publishes the members of the named groups', async () => {
    await read();
    expect(admins.includes('user:default/olivia')).toBe(true);
    expect(admins.includes('user:default/dan')).toBe(false);
  });

  it('keeps what is known when the catalog cannot be read', async () => {
    catalog.getEntitiesByRefs = async () => {
      throw new Error('the catalog is down');
    };
    await read();
    expect(admins.includes('user:default/olivia')).toBe(true);
  });
});
