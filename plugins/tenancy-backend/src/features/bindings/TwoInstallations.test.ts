import { describeDatabases } from '@flytower/durable/testUtils';
import { KubernetesObject } from '@flytower/kube';
import {
  LABEL,
  NAMESPACE,
  openTwoInstallations,
  repairOf,
  targetsOf,
} from '../../__testUtils__/openTwoInstallations';
import { olivia, onboardingOf } from '../../__testUtils__/openTenancy';

describeDatabases('Two installations in the same clusters', openTestStore => {
  const open = () => openTwoInstallations(openTestStore);

  const sentenceIn = (cluster: string, keeper: string, rest: string) =>
    `Namespace payments--prod in ${cluster} is kept by another Flytower installation (${keeper}). Let that one give it up, or ${rest}`;

  it('tell the second that a name is kept by the first, and make nothing', async () => {
    const { second, firstId, keeperIn } = await open();
    const sentence = sentenceIn(
      'east',
      firstId,
      'choose another name or cluster',
    );
    const { possible, problems } = await second.onboarding.plan(onboardingOf());
    expect(possible).toBe(false);
    expect(problems[0]).toMatchObject({ code: 'foreign-namespace', sentence });
    await expect(
      second.onboarding.onboard(onboardingOf(), olivia('1')),
    ).rejects.toThrow(sentence);
    expect(await keeperIn('east')).toBe(firstId);
  });

  it('leave a namespace to whoever claims it first, and the other is told', async () => {
    const { first, second, secondId, copied, unclaim, keeperIn } = await open();
    await copied();
    await unclaim('east');
    expect(await second.drift.check()).toEqual(['payments']);
    const repair = await repairOf(second);
    expect(await keeperIn('east')).toBe(secondId);
    // What it did not claim in time stays the first one's.
    expect(repair).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining('west is kept by another'),
    });
    expect(await first.drift.check()).toEqual(['payments']);
    expect((await repairOf(first)).reason).toContain(
      sentenceIn('east', secondId, 'take it over if that one is gone for good'),
    );
    expect(await targetsOf(first)).toMatchObject([
      { name: 'east', state: 'failed', keptBy: secondId },
      { name: 'west', state: 'ready' },
    ]);
  });

  it('claim what an older version made without a target that is not ready meanwhile', async () => {
    const { first, firstId, unclaim, keeperIn } = await open();
    await unclaim('east');
    expect(await first.drift.check()).toEqual(['payments']);
    const seen: string[] = [];
    while ((await first.engine.runDue()) > 0) {
      seen.push(...(await targetsOf(first)).map(({ state }) => state));
    }
    expect(new Set(seen)).toEqual(new Set(['ready']));
    expect(await keeperIn('east')).toBe(firstId);
  });

  it('of one that is claimed between the look and the write only the first gets it', async () => {
    const { first, second, fleet, copied, unclaim, keeperIn, firstId } =
      await open();
    await copied();
    await unclaim('east');
    await unclaim('west');
    await first.drift.check();
    await second.drift.check();
    const { api } = fleet.cluster('east');
    const answer = api.request.bind(api);
    let ahead = false;
    jest.spyOn(api, 'request').mockImplementation(async request => {
      if (request.method === 'PATCH' && !ahead) {
        ahead = true;
        await first.engine.runDue();
      }
      return answer(request);
    });
    await second.engine.runDue();
    expect(ahead).toBe(true);
    expect(await keeperIn('east')).toBe(firstId);
    expect((await repairOf(second)).reason).toContain(
      `Namespace payments--prod in east is kept by another Flytower installation (${firstId})`,
    );
  });

  it('tell once, hold up no other cluster, and go on when it is given up', async () => {
    const { first, second, firstId, secondId, admin, copied, keeperIn } =
      await open();
    await copied();
    await second.drift.check();
    await repairOf(second);
    expect(await second.drift.check()).toEqual([]);
    // The first gives west up, and something is missing there then.
    const { id } = await first.bindings.unbind('payments', 'west', olivia('2'));
    await first.settle(id);
    expect(await keeperIn('west')).toBeUndefined();
    second.clock.advance(600_000);
    await repairOf(second);
    expect(await keeperIn('west')).toBe(secondId);
    expect(await keeperIn('east')).toBe(firstId);
    await admin('west').delete({
      apiVersion: 'v1',
      kind: 'LimitRange',
      namespace: NAMESPACE.name,
      name: 'flytower',
    });
    second.clock.advance(600_000);
    await repairOf(second);
    expect(await targetsOf(second)).toMatchObject([
      { name: 'east', state: 'failed', keptBy: firstId },
      { name: 'west', state: 'ready' },
    ]);
  });

  it('write nothing into a namespace that the other keeps', async () => {
    const { first, second, admin, copied, unclaim } = await open();
    await copied();
    const { id } = await second.quotas.change(
      'payments',
      { kind: 'choice', name: 'large' },
      olivia('2'),
    );
    const podsIn = async (cluster: string) => {
      const quota = await admin(cluster).get<
        KubernetesObject & { spec?: { hard?: { pods?: string } } }
      >({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        namespace: NAMESPACE.name,
        name: 'flytower',
      });
      return quota?.spec?.hard?.pods;
    };
    await unclaim('west');
    await first.drift.check();
    await repairOf(first);
    expect(await second.settle(id)).toMatchObject({ state: 'waiting' });
    expect(await podsIn('east')).toBe('40');
    expect(await podsIn('west')).toBe('40');
  });

  it('do not remove what was taken over after the look', async () => {
    const { first, fleet, admin, keeperIn } = await open();
    const { id } = await first.bindings.unbind('payments', 'west', olivia('2'));
    const { api } = fleet.cluster('west');
    const answer = api.request.bind(api);
    let ahead = false;
    jest.spyOn(api, 'request').mockImplementation(async request => {
      if (request.method === 'DELETE' && !ahead) {
        ahead = true;
        const present = await admin('west').get(NAMESPACE);
        await admin('west').apply(
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: {
              name: NAMESPACE.name,
              labels: { ...present?.metadata?.labels, [LABEL]: '01THIRD' },
            },
          },
          { fieldManager: 'somebody', force: true },
        );
      }
      return answer(request);
    });
    first.clock.advance(120_000);
    expect(await first.settle(id)).toMatchObject({ state: 'waiting' });
    first.clock.advance(120_000);
    expect(await first.settle(id)).toMatchObject({ state: 'succeeded' });
    expect(ahead).toBe(true);
    expect(await keeperIn('west')).toBe('01THIRD');
  });

  it('never remove what the other keeps, by no way out', async () => {
    const { second, fleet, copied } = await open();
    const before = fleet.cluster('west').api.paths();
    await copied();
    const { id } = await second.bindings.unbind(
      'payments',
      'west',
      olivia('2'),
    );
    expect(await second.settle(id)).toMatchObject({ state: 'succeeded' });
    expect(fleet.cluster('west').api.paths()).toEqual(before);
  });
});
