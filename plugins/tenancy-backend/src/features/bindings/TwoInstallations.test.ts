import { describeDatabases } from '@flytower/durable/testUtils';
import { KubernetesObject } from '@flytower/kube';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import { copyTenants } from '../../__testUtils__/copyTenants';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
  OpenTenancy,
} from '../../__testUtils__/openTenancy';
import { installationIdOf } from '../tenants/installationIdOf';

const LABEL = 'flytower.dev/installation-id';
const NAMESPACE = {
  apiVersion: 'v1',
  kind: 'Namespace',
  name: 'payments--prod',
};

describeDatabases('Two installations in the same clusters', openTestStore => {
  const open = async () => {
    const fleet = mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] });
    const admin = (cluster: string) =>
      fleet.service.cluster(cluster).asPlatform('test');
    const [firstStore, secondStore] = [
      await openTestStore(migrations),
      await openTestStore(migrations),
    ];
    const [first, second] = [firstStore, secondStore].map(store =>
      openTenancy({ store, fleet: fleet.service }),
    );
    const { id } = await first.onboarding.onboard(onboardingOf(), olivia('1'));
    await first.settle(id);
    const [firstId, secondId] = await Promise.all(
      [firstStore, secondStore].map(({ knex }) => installationIdOf(knex)),
    );
    const labelsIn = async (cluster: string) =>
      (await admin(cluster).get(NAMESPACE))?.metadata?.labels;
    return {
      fleet,
      admin,
      first,
      second,
      firstId,
      secondId,
      keeperIn: async (cluster: string) => (await labelsIn(cluster))?.[LABEL],
      /** The second is made from a copy of the first one's database. */
      copied: () => copyTenants(firstStore, secondStore),
      /** Nobody has claimed what the first made: an older version did. */
      unclaim: async (cluster: string) => {
        const labels = { ...(await labelsIn(cluster)) };
        delete labels[LABEL];
        await admin(cluster).apply(
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: NAMESPACE.name, labels },
          },
          { fieldManager: 'flytower-tenancy', force: true },
        );
      },
    };
  };

  const repairOf = async (tenancy: OpenTenancy) => {
    const { items } = await tenancy.operations.list({
      scope: { kind: 'all' },
      kind: 'tenant.repair',
      limit: 1,
    });
    return tenancy.settle(items[0].id);
  };

  const targetsOf = async (tenancy: OpenTenancy) => {
    const { environments } = await tenancy.views.detail('payments');
    return environments.flatMap(({ clusters }) => clusters);
  };

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

  describe('where one is gone for good', () => {
    const told = async () => {
      const world = await open();
      await world.copied();
      await world.second.drift.check();
      await repairOf(world.second);
      return world;
    };

    it('have what it kept taken over, once, by whoever asked', async () => {
      const { second, firstId, secondId, keeperIn } = await told();
      const asked = await Promise.all(
        [1, 2].map(() =>
          second.bindings.takeOver('payments', 'east', firstId, olivia('3')),
        ),
      );
      expect(asked[0].id).toBe(asked[1].id);
      expect(await second.settle(asked[0].id)).toMatchObject({
        kind: 'tenant.take-over',
        state: 'succeeded',
        requester: 'user:default/olivia',
        reason: 'payments is kept by this installation of Flytower in east',
      });
      expect(await keeperIn('east')).toBe(secondId);
      expect(await keeperIn('west')).toBe(firstId);
      expect((await targetsOf(second))[0]).toMatchObject({ state: 'ready' });
      expect((await targetsOf(second))[0]).not.toHaveProperty('keptBy');
      const events = await second.store.knex('outbox').orderBy('sequence');
      const summaries = events.map(({ event }) => JSON.parse(event).summary);
      expect(summaries).toEqual(
        expect.arrayContaining([
          `Take payments in east over from the Flytower installation ${firstId}`,
          'payments is kept by this installation of Flytower in east',
        ]),
      );
    });

    it('take nothing from an installation that nobody saw there', async () => {
      const { second, keeperIn, firstId } = await told();
      await expect(
        second.bindings.takeOver('payments', 'east', '01OTHER', olivia('3')),
      ).rejects.toThrow(
        'The installation 01OTHER keeps nothing of payments in east, as far as was seen last; look again before you take over',
      );
      expect(await keeperIn('east')).toBe(firstId);
    });

    it('take nothing from one that came in between', async () => {
      const { second, admin, firstId, keeperIn } = await told();
      const { id } = await second.bindings.takeOver(
        'payments',
        'east',
        firstId,
        olivia('3'),
      );
      const present = await admin('east').get(NAMESPACE);
      await admin('east').apply(
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
      expect(await second.settle(id)).toMatchObject({
        state: 'waiting',
        reason: expect.stringContaining('(01THIRD)'),
      });
      expect(await keeperIn('east')).toBe('01THIRD');
    });
  });
});
