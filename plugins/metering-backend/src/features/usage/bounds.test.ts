import { describeDatabases } from '@flytower/durable/testUtils';
import { usageQuerySchema } from '@flytower/plugin-metering-common';
import { open } from '../../domain/advance';
import { NOTHING } from '../../domain/Amount';
import { openLedger } from '../../__testUtils__/openLedger';
import { UsageScope } from './UsageScope';

jest.setTimeout(60_000);

const START = 1_772_366_400;
const everything: UsageScope = { kind: 'everything' };

describeDatabases(
  'answers of metering that grow with what is metered',
  openTestStore => {
    let world: Awaited<ReturnType<typeof openLedger>>;
    beforeAll(async () => {
      world = await openLedger(openTestStore, { start: START });
      const book = await world.ledger.takeBook('cluster:east', START);
      const amount = { ...NOTHING, pieces: 1, cpuMillicores: 1_000 };
      const resources = Array.from(
        { length: 7 },
        (_, n) =>
          open(
            {
              key: `pod-${n}`,
              id: `pod-${n}`,
              type: 'pod',
              name: `pod-${n}`,
              tenant: n < 4 ? 'payments' : 'shop',
              application: `app-${n}`,
              environment: 'prod',
              cluster: 'east',
              requester: `user:default/p-${n}`,
              createdAt: START,
              phase: 'ran',
              phaseSince: START,
              amount,
            },
            START,
          ).resource,
      );
      await world.ledger.write(
        book,
        {
          resources,
          rows: [4, 0, 3, 1, 2].map(n => ({
            id: `row-${n}`,
            resource: resources[1],
            state: 'ran',
            from: START + n * 10,
            to: START + n * 10 + 10,
            certain: true,
            least: amount,
            most: amount,
            recordedAt: START,
          })),
          seenUntil: START + 100,
        },
        START,
      );
      world.clock.second = START + 100;
    });

    it('lists so many choices, says that there are more, and all of one tenant', async () => {
      const all = await world.views.choices(everything, {});
      expect(all).toMatchObject({ cut: false, tenants: ['payments', 'shop'] });
      expect(all.applications).toHaveLength(7);
      const some = await world.views.choices(everything, { most: 4 });
      expect(some).toMatchObject({ cut: true, tenants: ['payments', 'shop'] });
      expect(some.applications).toHaveLength(4);
      const ofShop = await world.views.choices(everything, {
        tenant: 'shop',
        most: 4,
      });
      expect(ofShop).toMatchObject({
        cut: false,
        tenants: ['payments', 'shop'],
        applications: ['shop/app-4', 'shop/app-5', 'shop/app-6'],
        requesters: [
          'user:default/p-4',
          'user:default/p-5',
          'user:default/p-6',
        ],
      });
    });

    it('exports so many lines, and says where the file is cut', async () => {
      const query = usageQuerySchema.parse({});
      const linesOf = async (most: number) =>
        (await world.service.csv(everything, query, most)).trim().split('\r\n');
      expect(await linesOf(7)).toHaveLength(1 + 7);
      const cut = await linesOf(3);
      expect(cut).toHaveLength(1 + 3 + 1);
      expect(cut[4]).toContain(
        'Cut: this file holds the first 3 lines that match, and there are more',
      );
    });

    it('shows rows of a resource page by page, oldest first', async () => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await world.views.resource('pod-1', everything, {
          limit: 2,
          cursor,
        });
        expect(page?.resource.name).toBe('pod-1');
        seen.push(...(page?.rows ?? []).map(({ id }) => id));
        cursor = page?.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(['row-0', 'row-1', 'row-2', 'row-3', 'row-4']);
      await expect(
        world.views.resource('pod-1', everything, { limit: 2, cursor: 'x' }),
      ).rejects.toThrow('none of this list');
    });
  },
);
