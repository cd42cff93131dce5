import { onboardingOf } from '../__testUtils__/openTenancy';
import { resolveOnboarding } from './resolveOnboarding';

const offer = {
  environments: [
    {
      name: 'dev',
      displayName: 'Development',
      approval: false,
      allowedClusters: ['lab'],
    },
    {
      name: 'prod',
      displayName: 'Production',
      approval: true,
      allowedClusters: ['east', 'west'],
    },
    { name: 'test', displayName: 'Test', approval: false },
  ],
  quotaChoices: [
    {
      name: 'small',
      displayName: 'Small',
      amount: { cpuMillicores: 1, memoryBytes: 2, pods: 3 },
    },
  ],
  clusters: ['east', 'west', 'lab'],
};

describe('resolving an onboarding', () => {
  it('gives each environment those of the chosen clusters that it may use', () => {
    const request = onboardingOf({
      clusters: ['east', 'lab'],
      environments: ['dev', 'prod', 'test'],
    });
    expect(resolveOnboarding(request, offer)).toEqual({
      quota: { cpuMillicores: 1, memoryBytes: 2, pods: 3 },
      environments: [
        {
          name: 'dev',
          displayName: 'Development',
          namespace: 'payments--dev',
          clusters: ['lab'],
        },
        {
          name: 'prod',
          displayName: 'Production',
          namespace: 'payments--prod',
          clusters: ['east'],
        },
        {
          name: 'test',
          displayName: 'Test',
          namespace: 'payments--test',
          clusters: ['east', 'lab'],
        },
      ],
      problems: [],
    });
  });

  it('takes amounts of one’s own', () => {
    const amount = { cpuMillicores: 7_000, memoryBytes: 2 ** 30, pods: 9 };
    const request = onboardingOf({ quota: { kind: 'custom', amount } });
    expect(resolveOnboarding(request, offer).quota).toEqual(amount);
  });

  it.each([
    ['environment-unknown', { environments: ['moon', 'test'] }],
    ['cluster-unknown', { clusters: ['north'], environments: ['test'] }],
    [
      'environment-without-cluster',
      { clusters: ['lab'], environments: ['prod', 'test'] },
    ],
    ['cluster-unused', { clusters: ['east', 'lab'], environments: ['prod'] }],
    ['quota-unknown', { quota: { kind: 'choice' as const, name: 'huge' } }],
  ])('finds %s, and nothing else wrong', (code, change) => {
    const { problems } = resolveOnboarding(onboardingOf(change), offer);
    expect(problems).toMatchObject([{ code, blocking: true }]);
  });
});
