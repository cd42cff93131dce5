import { mockServices } from '@backstage/backend-test-utils';
import { appendEvent, feedCursor, readChanges } from '@flytower/durable';
import {
  describeDatabases,
  FakeClock,
  NEWER_EVENTS,
  rewriteNewest,
  UNREADABLE_EVENTS,
} from '@flytower/durable/testUtils';
import { MemoryCatalog } from './__testUtils__/MemoryCatalog';
import { MemorySource } from './__testUtils__/MemorySource';
import { SourceProvider } from './SourceProvider';

describeDatabases(
  'The catalog over the feed of a newer version',
  openTestStore => {
    async function setUp() {
      const store = await openTestStore();
      const clock = new FakeClock('2026-03-01T10:00:00.000Z');
      const objects = new MemorySource();
      const catalog = new MemoryCatalog();
      const provider = SourceProvider.create({
        source: {
          name: 'delivery',
          subjectsOf: change => objects.subjectsOf(change),
          changes: after => readChanges(store, after, 500),
          snapshot: async subjects => ({
            ...(await objects.snapshot(subjects)),
            cursor: await feedCursor(store.knex),
          }),
        },
        clock,
        logger: mockServices.logger.mock(),
      });
      provider.attach(catalog);
      const put = async (id: string, title: string) => {
        objects.put(id, title);
        await store.transaction(trx =>
          appendEvent(trx, clock, {
            type: 'application.updated.v1',
            subject: { kind: 'application', id, name: id },
            actor: 'user:default/dan',
            summary: 'Something happened',
            data: {},
          }),
        );
      };
      await put('shop', 'Shop');
      await provider.look();
      return { store, catalog, provider, put };
    }

    it.each(Object.entries(NEWER_EVENTS))(
      'follows an event with %s',
      async (_, newer) => {
        const { store, catalog, provider, put } = await setUp();
        await put('shop', 'The shop');
        await rewriteNewest(store, newer);
        await put('till', 'Till');
        await provider.look();
        expect(catalog.titles()).toEqual({ shop: 'The shop', till: 'Till' });
        expect(catalog.mutations).toEqual(['full', 'delta']);
      },
    );

    it.each(Object.entries(UNREADABLE_EVENTS))(
      'takes a snapshot where an event holds %s, and goes on',
      async (_, broken) => {
        const { store, catalog, provider, put } = await setUp();
        await put('shop', 'The shop');
        await rewriteNewest(store, broken);
        await provider.look();
        expect(catalog.titles()).toEqual({ shop: 'The shop' });
        await put('till', 'Till');
        await provider.look();
        expect(catalog.titles()).toEqual({ shop: 'The shop', till: 'Till' });
        expect(catalog.mutations).toEqual(['full', 'full', 'delta']);
      },
    );
  },
);
