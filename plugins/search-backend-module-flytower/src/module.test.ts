import {
  BackendFeature,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import search from '@backstage/plugin-search-backend';
import searchCatalog from '@backstage/plugin-search-backend-module-catalog';
import { LunrSearchEngine } from '@backstage/plugin-search-backend-node';
import { searchEngineRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import { searchModuleFlytower } from './module';

const logger = mockServices.rootLogger.mock();
logger.child.mockReturnValue(logger);

/** As the modules of PostgreSQL and Elasticsearch do. */
const another = createBackendModule({
  pluginId: 'search',
  moduleId: 'another-engine',
  register({ registerInit }) {
    registerInit({
      deps: { engines: searchEngineRegistryExtensionPoint },
      async init({ engines }) {
        engines.setSearchEngine(new LunrSearchEngine({ logger }));
      },
    });
  },
});

/** As one that first makes its tables, and so comes late. */
const late = createBackendModule({
  pluginId: 'search',
  moduleId: 'late-engine',
  register({ registerInit }) {
    registerInit({
      deps: { engines: searchEngineRegistryExtensionPoint },
      async init({ engines }) {
        const registry = engines as unknown as { getSearchEngine(): unknown };
        while (!registry.getSearchEngine()) {
          await new Promise(turned => setImmediate(turned));
        }
        engines.setSearchEngine(new LunrSearchEngine({ logger }));
      },
    });
  },
});

async function start(engine: string | undefined, ...modules: BackendFeature[]) {
  const backend = await startTestBackend({
    features: [
      ...mockTenancy({ tenants: [] }).factories,
      catalogServiceMock.factory(),
      logger.factory,
      search,
      searchCatalog,
      ...modules,
      mockServices.rootConfig.factory({
        data: {
          flytower: {
            operationsAdmins: ['user:default/olivia'],
            ...(engine === undefined ? {} : { search: { engine } }),
          },
        },
      }),
    ],
  });
  await backend.stop();
}

const errors = () =>
  logger.error.mock.calls.map(([message]) => String(message));

describe('the engine of the search', () => {
  beforeEach(() => jest.clearAllMocks());

  it('is ours, without a word', async () => {
    await start(undefined, searchModuleFlytower);
    await start('lunr', searchModuleFlytower);
    expect(errors()).toEqual([]);
  });

  it.each([
    ['before', another],
    ['after', late],
  ])('says what to set where another one comes %s ours', async (_, other) => {
    await expect(start(undefined, searchModuleFlytower, other)).rejects.toThrow(
      'Search has two engines, its own and that of another module: set flytower.search.engine to "other" to use that one',
    );
  });

  it('is the other where the configuration says so', async () => {
    await start('other', searchModuleFlytower, another);
    await start('other', another, searchModuleFlytower);
    expect(errors()).toEqual([]);
  });

  it('is not said to be another where nobody brings one', async () => {
    await start('other', searchModuleFlytower);
    expect(errors()).toEqual([
      expect.stringContaining(
        'no module of the search backend brings an engine',
      ),
    ]);
  });

  it('is one of two words', async () => {
    await expect(start('postgres', searchModuleFlytower)).rejects.toThrow(
      'flytower.search.engine is "postgres"; set it to "lunr" or "other"',
    );
  });
});
