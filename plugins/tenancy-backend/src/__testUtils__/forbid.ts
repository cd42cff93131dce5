import { MockCluster } from '@flytower/plugin-fleet-node/testUtils';

/** From now on nobody may list these in a cluster in memory: `statefulsets`. */
export function forbid({ api }: MockCluster, plural: string): void {
  const answer = api.request.bind(api);
  jest.spyOn(api, 'request').mockImplementation(async request =>
    request.method === 'GET' && request.path.endsWith(`/${plural}`)
      ? {
          status: 403,
          headers: {},
          body: JSON.stringify({
            kind: 'Status',
            reason: 'Forbidden',
            message: `${plural} is forbidden`,
          }),
        }
      : answer(request),
  );
}
