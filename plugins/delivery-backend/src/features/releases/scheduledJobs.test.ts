import { describeDatabases } from '@flytower/durable/testUtils';
import { labelsOf } from '@flytower/kube';
import { mockPod, mockWorkload } from '@flytower/plugin-fleet-node/testUtils';
import { ReleaseRequest } from '@flytower/plugin-delivery-common';
import {
  dan,
  openDelivery,
  OpenDelivery,
  sixToFour,
  specOf,
} from '../../__testUtils__/openDelivery';

const schedule = { cron: '30 2 * * *', timeZone: 'Etc/UTC' };

describeDatabases('A scheduled job', openTestStore => {
  let delivery: OpenDelivery;

  beforeEach(async () => {
    delivery = await openDelivery({
      store: await openTestStore(`${__dirname}/../../../migrations`),
    });
    await delivery.applications.createService(
      { tenant: 'payments', person: dan, key: 'job', application: 'shop' },
      {
        slug: 'nightly',
        displayName: 'Nightly',
        kind: 'scheduled-job',
        spec: specOf('payments/nightly:1', { ports: [], schedule }),
      },
    );
  });

  const release = (request: ReleaseRequest) =>
    delivery.releases.create({
      tenant: 'payments',
      person: dan,
      key: 'release',
      service: 'nightly',
      request,
    });

  it('that a cluster with an older bundle refuses says to apply the bundle again', async () => {
    delivery.clusters.east.fault = () => ({
      kind: 'answer',
      status: 403,
      reason: 'Forbidden',
    });
    const { operation } = await delivery.settled(await release(sixToFour(1)));
    expect(operation.state).toBe('failed');
    expect(operation.reason).toMatch(
      /^east: Cluster "east" does not allow this: .*let the cluster's administrator apply the bundle again$/,
    );
  });

  it('is counted in no instances, and shows its last runs, the latest first', async () => {
    await release(sixToFour(1));
    const { id } = await delivery.applications.service('payments', 'nightly');
    const labels = labelsOf({
      tenant: 'payments',
      tenantId: 'id-payments',
      application: 'shop',
      service: 'nightly',
      serviceId: id,
      environment: 'prod',
      stage: 'stable',
    });
    const cronJob = mockWorkload({ kind: 'CronJob', name: 'nightly', labels });
    const ran = (day: number, phase: string, exitCode?: number) =>
      mockPod({
        name: `nightly-${day}`,
        labels,
        phase,
        ready: false,
        createdAt: `2025-12-0${day}T02:30:00.000Z`,
        startedAt: `2025-12-0${day}T02:30:01.000Z`,
        endedAt: `2025-12-0${day}T02:31:00.000Z`,
        ...(exitCode === undefined ? {} : { exitCode }),
      });
    delivery.fleet.cluster('east').show({
      workloads: [cronJob],
      pods: [ran(1, 'Failed', 2), ran(3, 'Failed', 3), ran(2, 'Succeeded')],
    });
    const failed = {
      status: 'degraded',
      sentence:
        'The last run in east failed on 2025-12-03 02:31 UTC: exit code 3',
    };
    const seen = await delivery.instanceViews.instances({
      tenant: 'payments',
      service: 'nightly',
      environment: 'prod',
    });
    expect(seen).toMatchObject({
      health: failed,
      schedule,
      nextRun: expect.stringMatching(/T02:30:00.000Z$/),
      desired: 0,
      ready: 0,
      clusters: [{ cluster: 'east', desired: 0, current: 0, ready: 0 }],
    });
    expect(
      seen.runs?.map(({ pod, outcome, sentence }) => [pod, outcome, sentence]),
    ).toEqual([
      ['nightly-3', 'failed', 'Has failed: exit code 3'],
      ['nightly-2', 'succeeded', 'Has succeeded'],
      ['nightly-1', 'failed', 'Has failed: exit code 2'],
    ]);
    const overview = await delivery.overview({ service: 'nightly' });
    expect(overview.items[0]).toMatchObject({
      health: failed,
      schedule,
      desired: 0,
      ready: 0,
    });
  });
});
