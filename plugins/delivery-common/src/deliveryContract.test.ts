import { openApiDocument } from '@flytower/contract';
import {
  clusterSharesSchema,
  createServiceSchema,
  deliveryContract,
  deliveryPermissions,
  instanceCountSchema,
  nextRuns,
  parseImageReference,
  releaseRequestSchema,
  serviceSpecSchema,
} from '.';

const sentences = (result: {
  error?: { issues: { message: string }[] };
}): string => result.error?.issues.map(i => i.message).join('; ') ?? '';

describe('deliveryContract', () => {
  it('has an OpenAPI document with every route', () => {
    const { paths } = openApiDocument(deliveryContract, { version: '1' });
    expect(
      Object.values(paths as Record<string, object>).flatMap(Object.keys),
    ).toHaveLength(Object.keys(deliveryContract.routes).length);
  });

  it('asks a permission of its own for everything but what only backends call', () => {
    const others = Object.entries(deliveryContract.routes)
      .filter(
        ([, { access }]) =>
          access.kind !== 'permission' ||
          !deliveryPermissions.some(p => p.name === access.permission.name),
      )
      .map(([id, { access }]) => `${id}: ${access.kind}`);
    expect(others).toEqual([
      'listChanges: service',
      'snapshot: service',
      'listOwnership: service',
    ]);
  });
});

describe('bad input is refused with a sentence', () => {
  it.each([-1, 1e9, 1.5])('%p instances', count => {
    expect(sentences(instanceCountSchema.safeParse(count))).toBe(
      `${count} is no number of instances: give a whole number from 0 to 1000`,
    );
  });

  it('the ratio 0:0', () => {
    expect(
      sentences(
        clusterSharesSchema.safeParse([
          { cluster: 'east', weight: 0 },
          { cluster: 'west', weight: 0 },
        ]),
      ),
    ).toBe('The ratio is 0:0: give at least one cluster a weight above 0');
  });

  it('a cluster twice', () => {
    expect(
      sentences(
        clusterSharesSchema.safeParse([
          { cluster: 'east', weight: 1 },
          { cluster: 'east', weight: 2 },
        ]),
      ),
    ).toContain('A cluster is named twice');
  });

  it('a probe of a port that the service does not have', () => {
    expect(
      sentences(
        serviceSpecSchema.safeParse({
          image: 'payments/checkout:1',
          resources: { cpuMillicores: 100, memoryBytes: 64 * 1024 ** 2 },
          ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
          probes: { readiness: { kind: 'tcp', port: 'dns' } },
        }),
      ),
    ).toContain('The readiness probe asks port "dns"');
  });

  it('a worker with a port', () => {
    const worker = {
      slug: 'mailer',
      displayName: 'Mailer',
      kind: 'worker',
      spec: {
        image: 'payments/mailer:1',
        resources: { cpuMillicores: 100, memoryBytes: 64 * 1024 ** 2 },
        ports: [{ name: 'http', port: 80 }],
      },
    };
    expect(sentences(createServiceSchema.safeParse(worker))).toBe(
      'A worker listens on no port: leave the ports out, or make it a web service',
    );
    expect(
      createServiceSchema.parse({
        ...worker,
        spec: { ...worker.spec, ports: [] },
      }).kind,
    ).toBe('worker');
    expect(createServiceSchema.parse({ ...worker, kind: undefined }).kind).toBe(
      'web',
    );
  });

  it('an unknown kind of release', () => {
    expect(
      releaseRequestSchema.safeParse({ kind: 'explode', environment: 'prod' })
        .success,
    ).toBe(false);
  });
});

describe('the schedule of a job', () => {
  const job = (schedule?: object) =>
    createServiceSchema.safeParse({
      slug: 'nightly',
      displayName: 'Nightly',
      kind: 'scheduled-job',
      spec: {
        image: 'payments/nightly:1',
        resources: { cpuMillicores: 100, memoryBytes: 64 * 1024 ** 2 },
        schedule,
      },
    });

  it.each([
    '30 2 * * 1-5',
    '*/5 * * * *',
    '0 0 1 JAN,JUL MON',
    '59 23 31 12 0',
  ])('may be %p', cron => {
    expect(job({ cron }).data?.spec.schedule).toEqual({
      cron,
      timeZone: 'Etc/UTC',
      concurrency: 'forbid',
    });
  });

  it.each([
    '',
    '@daily',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '0 0 30 2 *',
    '0 0 L * *',
    '0 0 * * 7',
    '0 0 * * 5-7',
    '0 0 ? * *',
  ])('cannot be %p', cron => {
    expect(sentences(job({ cron }))).toBe(
      `"${cron}" is no schedule that ever comes: give minute, hour, day, month and day of the week, like 30 2 * * 1-5`,
    );
  });

  it('needs a time zone that there is', () => {
    expect(
      sentences(job({ cron: '* * * * *', timeZone: 'Europe/Berlín' })),
    ).toContain('is no time zone: write it like Europe/Berlin or Etc/UTC');
  });

  it('is there for scheduled jobs, and for nothing else', () => {
    expect(sentences(job())).toBe(
      'A scheduled job needs a schedule, like 30 2 * * 1-5',
    );
  });

  it('comes at these times, also when clocks change', () => {
    // In Berlin 2:30 was there twice on 26 October 2025 and not at all on 29 March 2026.
    expect(
      nextRuns(
        { cron: '0 4 * * *', timeZone: 'Europe/Berlin' },
        { after: new Date('2026-03-28T00:00:00Z'), count: 2 },
      ).map(at => at.toISOString()),
    ).toEqual(['2026-03-28T03:00:00.000Z', '2026-03-29T02:00:00.000Z']);
  });
});

describe('parseImageReference', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it.each([
    ['nginx', { name: 'nginx' }],
    ['payments/checkout:1.4.2', { name: 'payments/checkout', tag: '1.4.2' }],
    ['localhost:5000/a/b', { name: 'localhost:5000/a/b' }],
    [
      `ghcr.io/stefanprodan/podinfo:6@${digest}`,
      { name: 'ghcr.io/stefanprodan/podinfo', tag: '6', digest },
    ],
  ])('takes %s apart', (text, parts) => {
    expect(parseImageReference(text)).toEqual({
      tag: undefined,
      digest: undefined,
      ...parts,
    });
  });

  it.each([
    '',
    'Payments/Checkout',
    'checkout:',
    'checkout:-1',
    'a//b',
    'check out',
    'https://ghcr.io/a',
    'a@sha256:12',
    '-a',
    `a:${'x'.repeat(129)}`,
  ])('refuses %p', text => {
    expect(parseImageReference(text)).toBeUndefined();
  });
});
