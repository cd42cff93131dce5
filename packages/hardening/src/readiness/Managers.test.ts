import { mockServices } from '@backstage/backend-test-utils';
import { Managers } from './Managers';

describe('Managers', () => {
  it('has one hook at the end of the backend, however often a plugin tried', async () => {
    const rootLifecycle = mockServices.rootLifecycle.mock();
    const managers = new Managers(
      mockServices.rootConfig({
        data: {
          backend: {
            database: { client: 'better-sqlite3', connection: ':memory:' },
          },
        },
      }),
      rootLifecycle,
      mockServices.rootLogger(),
    );
    const databaseOf = managers.databaseOf('keeps', {
      lifecycle: mockServices.lifecycle.mock(),
      logger: mockServices.logger.mock(),
    });
    const clients = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      clients.push(await databaseOf().getClient());
    }
    // Each try has a manager of its own, which knows nothing of the failures before.
    expect(new Set(clients).size).toBe(5);
    expect(rootLifecycle.addShutdownHook).toHaveBeenCalledTimes(1);
    await Promise.all(clients.map(client => client.destroy()));
  });
});
