import { ClusterClient } from '../client';
import { ClusterInventory, InventoryHint } from '../inventory';
import { labelsOf } from '../naming';
import { Dice } from './Dice';
import { SimulatedApi } from './SimulatedApi';
import { VirtualTimers } from './VirtualTimers';

describe('An inventory over an API server whose store is put back', () => {
  it.each([
    ['streams lists', true],
    ['lists in pages', false],
  ])(
    'shows what the store holds within half a minute, says why, and tells whom it concerns (one that %s)',
    async (_, streamsLists) => {
      const timers = new VirtualTimers();
      const dice = new Dice(1);
      const api = new SimulatedApi({ timers, dice, streamsLists });
      api.faulty = false;
      const pods = api.collection('/api/v1/pods');
      const pod = (name: string, phase: string) => ({
        metadata: {
          name,
          namespace: 'a--prod',
          uid: `uid-${name}`,
          creationTimestamp: '2026-01-01T00:00:00Z',
          labels: labelsOf({ serviceId: `service-of-${name}` }),
        },
        spec: { containers: [] },
        status: { phase },
      });
      const hints: InventoryHint[] = [];
      const inventory = ClusterInventory.create({
        client: ClusterClient.overTransport({ name: 'sim', transport: api }),
        timers,
        random: dice.roll,
        onChange: hint => hints.push(hint),
      });
      const shown = () =>
        inventory
          .pods()
          .map(({ name, phase }) => `${name} ${phase}`)
          .sort();
      pods.put(pod('changed', 'Pending'));
      pods.put(pod('gone', 'Running'));
      const putBack = api.backUp();
      inventory.start();
      await timers.advance(60_000);
      pods.put(pod('changed', 'Running'));
      pods.put(pod('made', 'Running'));
      pods.remove('uid-gone');
      await timers.advance(60_000);
      expect(shown()).toEqual(['changed Running', 'made Running']);

      hints.length = 0;
      putBack();
      await timers.advance(30_000);
      expect(shown()).toEqual(['changed Pending', 'gone Running']);
      expect(inventory.age().state).toBe('live');
      expect(inventory.health().pods).toMatchObject({
        state: 'live',
        lists: 2,
        lastError: expect.stringContaining('put back to an earlier state'),
      });
      expect(hints.flatMap(({ serviceIds }) => serviceIds ?? [])).toEqual(
        expect.arrayContaining([
          'service-of-changed',
          'service-of-made',
          'service-of-gone',
        ]),
      );

      // What is written from then on arrives as ever.
      pods.put(pod('later', 'Pending'));
      await timers.advance(0);
      expect(shown()).toContain('later Pending');
      await timers.advance(60 * 60_000);
      expect(inventory.health().pods.lists).toBe(2);
      await inventory.stop();
      api.close();
    },
  );
});
