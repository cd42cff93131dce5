import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { isFinished } from '@flytower/contract';
import { openStore } from '@flytower/durable';
import { KubernetesObject, Manifest, V1Pod } from '@flytower/kube';
import { describeClusters, eventually } from '@flytower/kube/testUtils';
import { ReleaseRequest } from '@flytower/plugin-delivery-common';
import { z } from 'zod';
import {
  openClusterDelivery,
  OpenClusterDelivery,
} from '../../__testUtils__/openClusterDelivery';
import { dan, sixToFour, specOf } from '../../__testUtils__/openDelivery';

jest.setTimeout(120_000);

const cronJobSchema = z.object({
  metadata: z.object({ uid: z.string() }),
  spec: z.object({
    schedule: z.string(),
    timeZone: z.string(),
    suspend: z.boolean(),
    concurrencyPolicy: z.string(),
    jobTemplate: z.looseObject({ spec: z.record(z.string(), z.json()) }),
  }),
});

describeClusters('A scheduled job in real clusters', clusters => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3'],
    disableDocker: true,
  });
  let delivery: OpenClusterDelivery;
  const [east, west] = clusters;

  beforeAll(async () => {
    const store = await openStore({
      database: mockServices.database({
        knex: await databases.init('SQLITE_3'),
      }),
      migrations: `${__dirname}/../../../migrations`,
      logger: mockServices.logger.mock(),
    });
    delivery = await openClusterDelivery({ store, clusters });
    await delivery.applications.createService(
      { tenant: delivery.tenant, person: dan, key: 'job', application: 'shop' },
      {
        slug: 'nightly',
        displayName: 'Nightly',
        kind: 'scheduled-job',
        spec: specOf('payments/nightly:1', {
          ports: [],
          schedule: { cron: '0 2 * * *', timeZone: 'Europe/Berlin' },
        }),
      },
    );
  });

  afterAll(async () => {
    await delivery?.close();
  });

  async function release(request: ReleaseRequest) {
    const { tenant } = delivery;
    const id = await delivery.releases.create({
      tenant,
      person: dan,
      key: JSON.stringify(request),
      service: 'nightly',
      request,
    });
    return eventually(
      'the release is over',
      async () => {
        const view = await delivery.releaseViews.get(tenant, id);
        return isFinished(view.operation.state) && view;
      },
      60_000,
    );
  }

  const ref = () => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    namespace: delivery.namespace,
    name: 'nightly',
  });

  it('has its schedule in the one cluster of the greatest weight, whose runs are its instances, and leaves nothing', async () => {
    const first = await release(sixToFour(5));
    expect(first.operation).toMatchObject({
      state: 'succeeded',
      reason: 'Runs at 0 2 * * * (Europe/Berlin) in east',
    });
    expect(await west.admin.get(ref())).toBeUndefined();
    const cronJob = cronJobSchema.parse(await east.admin.get(ref()));
    expect(cronJob.spec).toMatchObject({
      schedule: '0 2 * * *',
      timeZone: 'Europe/Berlin',
      suspend: false,
      concurrencyPolicy: 'Forbid',
    });

    // A run by hand, as `kubectl create job --from=cronjob/nightly` makes it.
    const job: Manifest = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        namespace: delivery.namespace,
        name: 'nightly-by-hand',
        ownerReferences: [
          {
            apiVersion: 'batch/v1',
            kind: 'CronJob',
            name: 'nightly',
            uid: cronJob.metadata.uid,
          },
        ],
      },
      spec: cronJob.spec.jobTemplate.spec,
    };
    await east.admin.apply<KubernetesObject>(job, { fieldManager: 'test' });
    const where = {
      tenant: delivery.tenant,
      service: 'nightly',
      environment: 'prod',
    };
    const seen = await eventually('its run is an instance', async () => {
      const view = await delivery.instanceViews.instances(where);
      return view.clusters[0].pods.length === 1 && view;
    });
    expect(seen.clusters[0].pods[0].revision).toBe(1);
    const { items } = await east.admin.list<V1Pod>({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: delivery.namespace,
    });
    expect(items[0].spec?.restartPolicy).toBe('Never');

    const gone = await release({ kind: 'unpublish', environment: 'prod' });
    expect(gone.operation.state).toBe('succeeded');
    expect(await east.admin.get(ref())).toBeUndefined();
  });
});
