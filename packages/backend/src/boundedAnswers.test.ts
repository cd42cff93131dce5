import { MAX_PAGE, Route } from '@flytower/contract';
import { z } from 'zod';
import { allContracts } from './__testUtils__/documents';

/** What bounds an answer that holds a list and has no pages, written down once for each: a new one has pages, or a reason. */
const BOUNDED_BY: Record<string, string> = {
  'audit getEntry': 'an act; of refusals a fact a minute, for an hour',
  'audit getTenantEntry': 'an act; of refusals a fact a minute, for an hour',
  'audit exportEntries': '10,000 lines, and a last one that says so',
  'audit exportTenantEntries': '10,000 lines, and a last one that says so',
  'delivery getInstances': '1,000 instances of a service in an environment',
  'delivery getOperation': 'the clusters of one release',
  'delivery getRelease': '50 clusters',
  'delivery getService': 'the standard environments',
  'delivery listOwnership': 'a snapshot, of one moment, for metering',
  'delivery snapshot': 'a snapshot, of one moment, for plugins',
  'fleet getCluster': 'the tenants that operations admins onboarded there',
  'fleet getDataCentre': 'the clusters that operations admins registered',
  'fleet getNode': 'the conditions of one node',
  'fleet getOperation': 'the steps of one registration',
  'fleet getSealKeys': 'the keys of the configuration',
  'fleet getSnapshot': 'a snapshot, of one moment, for plugins',
  'fleet listClusters': 'the clusters that operations admins registered',
  'fleet listDataCentres': 'the clusters that operations admins registered',
  'fleet listTargets': 'the clusters that operations admins registered',
  'metering exportUsage': '10,000 lines, and a last one that says so',
  'metering getChoices': '500 of each',
  'public-services getBinding': 'the clusters of one binding',
  'public-services getInstance': 'the services that are bound to one instance',
  'public-services getOperation': 'the steps of one order',
  'public-services getSealKeys': 'the keys of the configuration',
  'public-services listOfferings': 'the plans that operations admins published',
  'public-services listServers':
    'the servers that operations admins registered',
  'public-services snapshot': 'a snapshot, of one moment, for plugins',
  'tenancy getMyMemberships': 'the tenants that one person is in',
  'tenancy getOperation': 'the objects of one tenant',
  'tenancy getSnapshot': 'a snapshot, of one moment, for plugins',
  'tenancy getTenant': '500 members and 100 teams',
  'tenancy listEnvironments': 'the environments of the configuration',
  'tenancy listQuotaChoices': 'the quotas of the configuration',
  'tenancy listTeams': '100 teams',
};
/** Changes of a feed are small, and read by plugins alone. */
const MOST_CHANGES = 500;

interface JsonSchema {
  type?: unknown;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
}
const schemaOf = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { unrepresentable: 'any', io }) as JsonSchema;

const reads = allContracts().flatMap(({ pluginId, routes }) =>
  Object.entries(routes)
    .filter(([, { method }]) => method === 'get')
    .map(([id, route]) => [`${pluginId} ${id}`, route] as const),
);

const holdsList = ({ result, produces }: Route) =>
  produces !== undefined ||
  Object.values(schemaOf(result, 'output').properties ?? {}).some(
    ({ type }) => type === 'array',
  );
const mostOf = ({ query }: Route) =>
  schemaOf(query, 'input').properties?.limit?.maximum;

describe('what a route answers', () => {
  const lists = reads.filter(([, route]) => holdsList(route));

  it('is found in every contract', () => {
    expect(lists.length).toBeGreaterThan(Object.keys(BOUNDED_BY).length);
  });

  it('is a page, or says what else bounds it', () => {
    const whole = lists.filter(([, route]) => mostOf(route) === undefined);
    expect(whole.map(([name]) => name).sort()).toEqual(
      Object.keys(BOUNDED_BY).sort(),
    );
  });

  it.each(lists.filter(([, route]) => mostOf(route) !== undefined))(
    '%s holds a hundred lines at most, or five hundred changes',
    (name, route) => {
      const most = / listChanges$/.test(name) ? MOST_CHANGES : MAX_PAGE;
      expect(mostOf(route)).toBe(most);
      expect(
        Object.keys(schemaOf(route.result, 'output').properties ?? {}),
      ).toEqual(
        expect.arrayContaining([
          most === MOST_CHANGES ? 'cursor' : 'nextCursor',
        ]),
      );
    },
  );
});
