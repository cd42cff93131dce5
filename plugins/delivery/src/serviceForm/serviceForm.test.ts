import { serviceSpecSchema } from '@flytower/plugin-delivery-common';
import {
  emptyService,
  formOf,
  problemsOfService,
  ServiceForm,
  toSpec,
} from './serviceForm';

const checkout: ServiceForm = {
  ...emptyService,
  displayName: 'Checkout',
  slug: 'checkout',
  image: 'payments/checkout:1.4.2',
};

describe('service form', () => {
  it('needs a name and an image, and has good defaults for the rest', () => {
    expect(problemsOfService(checkout)).toEqual([]);
    expect(serviceSpecSchema.parse(toSpec(checkout))).toMatchObject({
      image: 'payments/checkout:1.4.2',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      resources: { cpuMillicores: 100, memoryBytes: 134_217_728 },
      probes: { readiness: { kind: 'tcp', port: 'http' } },
    });
  });

  it('keeps what it has no field for', () => {
    const draft = serviceSpecSchema.parse({
      image: 'payments/checkout:1.4.2',
      command: ['/bin/checkout'],
      args: ['--fast'],
      ports: [
        { name: 'web', port: 80 },
        { name: 'metrics', port: 9090 },
      ],
      resources: { cpuMillicores: 1500, memoryBytes: 268_435_456 },
      probes: {
        startup: { kind: 'tcp', port: 'web' },
        readiness: {
          kind: 'http',
          port: 'metrics',
          path: '/ready',
          periodSeconds: 30,
        },
      },
      variables: [{ name: 'MODE', value: 'live' }],
    });
    const form = formOf({
      displayName: 'Checkout',
      slug: 'checkout',
      kind: 'web',
      draft,
    });
    expect(form).toMatchObject({ port: 80, cpuCores: 1.5, memoryMiB: 256 });
    expect(serviceSpecSchema.parse(toSpec(form, draft))).toEqual(draft);
  });

  it.each<[string, Partial<ServiceForm>, string]>([
    ['no display name', { displayName: '' }, 'displayName.missing'],
    ['no name', { slug: '' }, 'slug.missing'],
    ['a malformed name', { slug: 'Check out' }, 'slug.malformed'],
    ['a reserved name', { slug: 'flytower-x' }, 'slug.reserved'],
    ['no image', { image: ' ' }, 'image.missing'],
    ['a malformed image', { image: 'Payments:1:2' }, 'image.malformed'],
    ['a port out of range', { port: 70_000 }, 'port.invalid'],
    [
      'a schedule that never comes',
      { kind: 'scheduled-job', cron: '0 0 30 2 *' },
      'cron.invalid',
    ],
    [
      'an unknown time zone',
      { kind: 'scheduled-job', timeZone: 'Berlin' },
      'timeZone.invalid',
    ],
    ['half a port', { port: 80.5 }, 'port.invalid'],
    ['no CPU', { cpuCores: 0 }, 'cpu.invalid'],
    ['too little memory', { memoryMiB: 3 }, 'memory.invalid'],
    [
      'a relative path',
      { readiness: 'http', readinessPath: 'healthz' },
      'path.malformed',
    ],
    ['a check without a port', { port: Number.NaN }, 'check.noPort'],
    [
      'a malformed variable',
      { variables: { '1A': '' } },
      'variables.malformed',
    ],
  ])('says what is wrong with %s, once', (_, change, code) => {
    expect(
      problemsOfService({ ...checkout, ...change }).map(one => one.code),
    ).toEqual([code]);
  });

  it('asks a worker for no port, and a job for its schedule', () => {
    expect(problemsOfService({ ...checkout, kind: 'worker' })).toEqual([]);
    expect(toSpec({ ...checkout, kind: 'worker' })).toMatchObject({
      ports: [],
      probes: {},
    });
    const job: ServiceForm = { ...checkout, kind: 'scheduled-job' };
    expect(problemsOfService(job)).toEqual([]);
    expect(toSpec(job).schedule).toMatchObject({
      cron: '0 2 * * *',
      timeZone: 'Etc/UTC',
    });
  });

  it('needs no port where nothing asks for one', () => {
    const form = { ...checkout, port: Number.NaN, readiness: 'none' as const };
    expect(problemsOfService(form)).toEqual([]);
    expect(toSpec(form).ports).toEqual([]);
  });
});
