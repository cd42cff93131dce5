import {
  filledIn,
  firstRelease,
  lee,
  shen,
  startTemplates,
  templateOf,
  Templates,
} from './__testUtils__/startTemplates';

jest.setTimeout(60_000);

describe('the templates', () => {
  let portal: Templates;

  beforeEach(async () => {
    portal = await startTemplates();
  });
  afterEach(() => portal.stop());

  const services = async () => {
    const { body } = await portal.call(
      'get',
      '/delivery/v1/tenants/payments/services',
    );
    return body.items.map(({ slug }: { slug: string }) => slug);
  };
  const applications = async () => {
    const { body } = await portal.call(
      'get',
      '/delivery/v1/tenants/payments/applications',
    );
    return body.items.map(({ slug }: { slug: string }) => slug);
  };

  it('make a web service with its application, code and first release', async () => {
    const task = await portal.run(
      'new-web-service',
      filledIn({ release: firstRelease }),
    );
    expect(task).toMatchObject({ status: 'completed', error: undefined });
    expect(task.output).toMatchObject({
      service: {
        path: '/applications/payments/shop/checkout',
        entityRef: 'component:payments/checkout',
      },
      release: {
        sentence: expect.stringContaining('2 instances in east, 1 in west'),
      },
      archive: { fileName: 'checkout.zip', id: expect.any(String) },
    });
    const { body: service } = await portal
      .call('get', '/delivery/v1/tenants/payments/services/checkout')
      .expect(200);
    expect(service).toMatchObject({
      application: 'shop',
      kind: 'web',
      displayName: 'Checkout "quick"',
      createdBy: 'user:default/dan',
      draft: {
        image: 'payments/checkout:0.1.0',
        ports: [{ port: 8080 }],
        probes: { readiness: { kind: 'http', path: '/healthz' } },
        resources: { cpuMillicores: 100, memoryBytes: 134_217_728 },
      },
    });
  });

  it('make a worker in an application that is there, which listens on no port', async () => {
    await portal
      .call('post', '/delivery/v1/tenants/payments/applications', {
        slug: 'shop',
        displayName: 'Shop',
      })
      .expect(201);
    const { workload, ...values } = filledIn({
      place: { newApplication: false, name: 'mailer' },
    });
    const task = await portal.run('new-worker', {
      ...values,
      workload: { ...workload, port: undefined, stack: 'python' },
    });
    expect(task).toMatchObject({ status: 'completed' });
    const { body: service } = await portal.call(
      'get',
      '/delivery/v1/tenants/payments/services/mailer',
    );
    expect(service).toMatchObject({ kind: 'worker', draft: { ports: [] } });
  });

  it('make a scheduled job with its times', async () => {
    const { place, workload } = filledIn();
    const { port, ...portless } = workload;
    const task = await portal.run('new-scheduled-job', {
      place,
      workload: {
        ...portless,
        schedule: '30 2 * * 1-5',
        timeZone: 'Europe/Berlin',
      },
    });
    expect(task).toMatchObject({ status: 'completed', error: undefined });
    const { body: service } = await portal.call(
      'get',
      '/delivery/v1/tenants/payments/services/checkout',
    );
    expect(service).toMatchObject({
      kind: 'scheduled-job',
      draft: { schedule: { cron: '30 2 * * 1-5', timeZone: 'Europe/Berlin' } },
    });
  });

  it('undo everything, and say so, when the release does not fit the quota', async () => {
    const task = await portal.run(
      'new-web-service',
      filledIn({ release: { ...firstRelease, instances: 30 } }),
    );
    expect(task.status).toBe('failed');
    expect(task.error?.message).toContain('quota of payments');
    expect(task.log).toContain('Deleted the archive checkout.zip');
    expect(task.log).toContain('Deleted the service checkout of payments');
    expect(task.log).toContain('Deleted the application shop of payments');
    expect(task.log).toContain('nothing of it is left');
    expect(await services()).toEqual([]);
    expect(await applications()).toEqual([]);
  });

  it('leave what was there before', async () => {
    const first = await portal.run('new-web-service', filledIn());
    expect(first.status).toBe('completed');
    const again = await portal.run(
      'new-web-service',
      filledIn({ place: { newApplication: false } }),
    );
    expect(again.error?.message).toContain(
      'payments has a service "checkout" already',
    );
    expect(again.log).toContain('made nothing that had to be undone');
    const anew = await portal.run(
      'new-web-service',
      filledIn({ place: { name: 'cart' } }),
    );
    expect(anew.error?.message).toContain(
      'payments has an application "shop" already',
    );
    expect(await services()).toEqual(['checkout']);
    expect(await applications()).toEqual(['shop']);
  });

  it('say to whoever may not create that they may not', async () => {
    const task = await portal.run('new-web-service', filledIn(), lee);
    expect(task.error?.message).toContain(
      'needs the permission delivery.application.create; ask an owner of the tenant',
    );
    const stranger = await portal.run('new-web-service', filledIn(), shen);
    expect(stranger.error?.message).toContain('There is no tenant "payments"');
    expect(stranger.error?.message).not.toContain('permission');
  });

  it('refuse what the form would not have sent, and make nothing of it', async () => {
    const task = await portal.run(
      'new-web-service',
      filledIn({ place: { name: '../../etc', application: 'shop' } }),
    );
    expect(task.error?.message).toContain(
      "The service's name may have small letters, digits and single hyphens",
    );
    expect(task.log).toContain('Deleted the application shop of payments');
    const { status } = await portal.call('post', '/scaffolder/v2/tasks', {
      templateRef: 'template:default/new-web-service',
      values: filledIn({ workload: { stack: '../../../etc' } }),
    });
    expect(status).toBe(400);
  });

  it('show a run, its log and its archive to whoever started it alone', async () => {
    const task = await portal.run('new-web-service', filledIn());
    const archive = `/scaffolder/v1/archives/${task.output.archive.id}`;
    await portal.call('get', archive).expect(200);
    const { headers, body } = await portal
      .call('get', `${archive}/content`)
      .responseType('blob')
      .expect(200);
    expect(headers['content-disposition']).toBe(
      'attachment; filename="checkout.zip"',
    );
    expect(body.length).toBe(task.output.archive.size);
    for (const path of [
      `/scaffolder/v2/tasks/${task.id}`,
      `/scaffolder/v2/tasks/${task.id}/events`,
      `/scaffolder/v2/tasks/${task.id}/eventstream`,
    ]) {
      await portal.call('get', path, {}, shen).expect(403);
      await portal.call('get', path, {}, 'user:default/olivia').expect(403);
    }
    const { body: list } = await portal.call(
      'get',
      '/scaffolder/v2/tasks',
      {},
      shen,
    );
    expect(list).toEqual({ tasks: [], totalTasks: 0 });
    for (const path of [archive, `${archive}/content`]) {
      const { body: absent } = await portal
        .call('get', path, {}, shen)
        .expect(404);
      expect(absent.error.message).toContain('no archive of yours');
    }
    await portal
      .call('post', `/scaffolder/v2/tasks/${task.id}/cancel`)
      .expect(403);
  });

  it('do not run a second time what was undone', async () => {
    const failed = await portal.run(
      'new-web-service',
      filledIn({ release: { ...firstRelease, instances: 30 } }),
    );
    await portal
      .call('post', `/scaffolder/v2/tasks/${failed.id}/retry`, { secrets: {} })
      .expect(201);
    const again = await portal.ended(failed.id);
    expect(again.status).toBe('failed');
    expect(again.error?.message).toContain('start over from the template');
    expect(await services()).toEqual([]);
  });

  it('take a release out of its clusters again when a later step fails', async () => {
    const web = templateOf('new-web-service');
    await portal.stop();
    portal = await startTemplates({
      templates: [
        {
          ...web,
          metadata: { ...web.metadata, name: 'fails-late' },
          spec: {
            type: 'service',
            steps: [
              {
                id: 'application',
                action: 'flytower:application:create',
                input: { tenant: 'payments', name: 'shop' },
              },
              {
                id: 'service',
                action: 'flytower:service:create',
                input: {
                  tenant: 'payments',
                  application: 'shop',
                  name: 'checkout',
                  image: 'payments/checkout:1',
                  size: 'small',
                  port: 8080,
                },
              },
              {
                id: 'release',
                action: 'flytower:release:start',
                input: {
                  tenant: 'payments',
                  service: 'checkout',
                  environment: 'prod',
                  instances: 2,
                  clusters: [{ cluster: 'east', weight: 1 }],
                },
              },
              {
                id: 'taken',
                action: 'flytower:application:create',
                input: { tenant: 'payments', name: 'shop' },
              },
              { id: 'undo', if: '${{ failure() }}', action: 'flytower:undo' },
            ],
          },
        },
      ],
    });
    const task = await portal.run('fails-late', {});
    expect(task.error?.message).toContain(
      'payments has an application "shop" already',
    );
    expect(task.log).toContain('Unpublished checkout from prod');
    expect(task.log).toContain('nothing of it is left');
    expect(await services()).toEqual([]);
    expect(await applications()).toEqual([]);
    expect(portal.clusters.map(({ deployments }) => deployments.size)).toEqual([
      0, 0,
    ]);
  });
});
