import { onboardingRequestSchema } from '@flytower/plugin-tenancy-common';
import {
  customQuota,
  emptyForm,
  OnboardForm,
  problemsOf,
  toRequest,
} from './onboardForm';

const offer = {
  quotaChoices: [
    {
      name: 'small',
      amount: { cpuMillicores: 8_000, memoryBytes: 17_179_869_184, pods: 50 },
    },
  ],
  clusters: ['east', 'west'],
  environments: ['prod'],
};

const filled: OnboardForm = {
  ...emptyForm(offer),
  displayName: 'Payments',
  slug: 'payments',
  members: { 'user:default/tara': 'owner' },
};

const none = new Set<string>();

describe('onboarding form', () => {
  it('starts with the first quota and everything on offer chosen', () => {
    expect(emptyForm(offer)).toMatchObject({
      quota: 'small',
      cpuCores: 8,
      memoryGiB: 16,
      pods: 50,
      clusters: ['east', 'west'],
      environments: ['prod'],
    });
  });

  it('becomes a request that the contract takes', () => {
    expect(problemsOf(filled, none)).toEqual([]);
    expect(onboardingRequestSchema.parse(toRequest(filled))).toEqual({
      slug: 'payments',
      displayName: 'Payments',
      members: [{ person: 'user:default/tara', role: 'owner' }],
      quota: { kind: 'choice', name: 'small' },
      clusters: ['east', 'west'],
      environments: ['prod'],
    });
  });

  it('turns cores and GiB into base units', () => {
    const request = toRequest({
      ...filled,
      quota: customQuota,
      cpuCores: 1.5,
      memoryGiB: 0.5,
      pods: 12,
    });
    expect(request.quota).toEqual({
      kind: 'custom',
      amount: { cpuMillicores: 1500, memoryBytes: 536_870_912, pods: 12 },
    });
  });

  it.each<[string, Partial<OnboardForm>, string]>([
    ['no display name', { displayName: ' ' }, 'displayName.missing'],
    [
      'a long display name',
      { displayName: 'x'.repeat(81) },
      'displayName.tooLong',
    ],
    ['no name', { slug: '' }, 'slug.missing'],
    ['a malformed name', { slug: 'Pay ments' }, 'slug.malformed'],
    ['two hyphens', { slug: 'pay--ments' }, 'slug.malformed'],
    ['a long name', { slug: 'p'.repeat(31) }, 'slug.tooLong'],
    ['a reserved name', { slug: 'kube-payments' }, 'slug.reserved'],
    ['a taken name', { slug: 'shop' }, 'slug.taken'],
    ['no owner', { members: {} }, 'members.noOwner'],
    ['a group', { members: { 'group:default/a': 'owner' } }, 'members.invalid'],
    ['no CPU', { quota: customQuota, cpuCores: 0 }, 'cpu.invalid'],
    [
      'not a number',
      { quota: customQuota, memoryGiB: Number.NaN },
      'memory.invalid',
    ],
    ['half a pod', { quota: customQuota, pods: 1.5 }, 'pods.invalid'],
    ['no cluster', { clusters: [] }, 'clusters.none'],
    ['no environment', { environments: [] }, 'environments.none'],
  ])('says what is wrong with %s, once', (_, change, code) => {
    const problems = problemsOf({ ...filled, ...change }, new Set(['shop']));
    expect(problems.map(problem => problem.code)).toEqual([code]);
  });
});
