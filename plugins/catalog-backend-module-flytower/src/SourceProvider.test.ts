import { mockServices } from '@backstage/backend-test-utils';
import { FakeClock } from '@flytower/durable/testUtils';
import { MemoryCatalog } from './__testUtils__/MemoryCatalog';
import { MemorySource } from './__testUtils__/MemorySource';
import { SourceProvider } from './SourceProvider';

const DAY_MS = 24 * 60 * 60_000;

async function setUp() {
  const source = new MemorySource();
  const catalog = new MemoryCatalog();
  const clock = new FakeClock('2026-03-01T10:00:00.000Z');
  const logger = mockServices.logger.mock();
  /** A provider as after a start of the process, whose looks the test makes itself. */
  const start = async () => {
    const provider = SourceProvider.create({ source, clock, logger });
    provider.attach(catalog);
    return provider;
  };
  source.put('shop', 'Shop');
  source.put('till', 'Till');
  return { source, catalog, clock, logger, start, provider: await start() };
}

describe('SourceProvider', () => {
  it('hands over everything at first, then only what changed', async () => {
    const { source, catalog, provider } = await setUp();
    await provider.look();
    source.put('shop', 'The shop');
    source.remove('till');
    await provider.look();
    expect(catalog.titles()).toEqual({ shop: 'The shop' });
    expect(catalog.mutations).toEqual(['full', 'delta']);
  });

  it('asks for nothing while nothing happens, nor for what says nothing of an entity', async () => {
    const { source, provider } = await setUp();
    await provider.look();
    await provider.look();
    for (let n = 0; n < 10; n++) {
      source.tell('release.succeeded.v1', 'shop');
    }
    await provider.look();
    expect(source.asked).toEqual(['all']);
  });

  it('asks for what a change is of, once a page, and for nothing else', async () => {
    const { source, catalog, provider } = await setUp();
    await provider.look();
    source.put('shop', 'The shop');
    source.put('desk', 'Desk');
    source.put('shop', 'Our shop');
    source.remove('till');
    await provider.look();
    expect(source.asked).toEqual(['all', 'shop,desk', 'till']);
    expect(catalog.titles()).toEqual({ desk: 'Desk', shop: 'Our shop' });
    expect(catalog.mutations).toEqual(['full', 'delta', 'delta']);
  });

  it('reads everything where it is not known what a change is of', async () => {
    const { source, catalog, provider } = await setUp();
    await provider.look();
    source.objects.set('desk', 'Desk');
    source.tell('something.new.v1');
    await provider.look();
    expect(source.asked).toEqual(['all', 'all']);
    expect(catalog.titles()).toMatchObject({ desk: 'Desk' });
    expect(catalog.mutations).toEqual(['full', 'delta']);
  });

  it('mutates nothing where an event changed no entity', async () => {
    const { source, catalog, provider } = await setUp();
    await provider.look();
    source.put('shop', 'Shop');
    await provider.look();
    expect(catalog.mutations).toEqual(['full']);
  });

  it.each(['down', 'half'] as const)(
    'leaves everything as it is while the source is %s, even at a start',
    async fault => {
      const { source, catalog, provider, start } = await setUp();
      await provider.look();
      source.remove('shop');
      source.fault = fault;
      await expect(provider.look()).rejects.toThrow();
      const restarted = await start();
      await expect(restarted.look()).rejects.toThrow();
      expect(catalog.titles()).toEqual({ shop: 'Shop', till: 'Till' });
      source.fault = 'none';
      await provider.look();
      expect(catalog.titles()).toEqual({ till: 'Till' });
    },
  );

  it('catches up with what came and went while it was away', async () => {
    const { source, catalog, provider, start } = await setUp();
    await provider.look();
    source.remove('shop');
    source.put('desk', 'Desk');
    await (await start()).look();
    expect(catalog.titles()).toEqual({ desk: 'Desk', till: 'Till' });
  });

  it('takes a snapshot where the feed was trimmed beyond it', async () => {
    const { source, catalog, provider } = await setUp();
    await provider.look();
    source.put('desk', 'Desk');
    source.tell('release.succeeded.v1', 'shop');
    // The retention has left the release alone of what came.
    source.feed = source.feed.slice(-1);
    await provider.look();
    expect(catalog.titles()).toMatchObject({ desk: 'Desk' });
  });

  it('minds no two processes at once', async () => {
    const { source, catalog, provider, start } = await setUp();
    const other = await start();
    await Promise.all([provider.look(), other.look()]);
    source.put('desk', 'Desk');
    source.remove('till');
    for (let n = 0; n < 3; n++) {
      await Promise.all([provider.look(), other.look()]);
    }
    expect(catalog.titles()).toEqual({ desk: 'Desk', shop: 'Shop' });
  });

  it.each([
    ['less far', 0],
    ['as far', 1],
    ['further', 4],
  ])(
    'goes back with a source that was put back and is %s by now',
    async (_, later) => {
      const { source, catalog, provider } = await setUp();
      source.save();
      source.put('desk', 'Desk');
      await provider.look();
      source.restore();
      for (let n = 0; n < later; n++) {
        source.put('lamp', `Lamp ${n}`);
      }
      await provider.look();
      expect(Object.keys(catalog.titles())).toEqual(
        later > 0 ? ['lamp', 'shop', 'till'] : ['shop', 'till'],
      );
      source.put('shop', 'The shop');
      await provider.look();
      expect(catalog.titles()).toMatchObject({ shop: 'The shop' });
    },
  );

  it('hands over everything after a mutation of which it does not know the end', async () => {
    const { source, catalog, provider } = await setUp();
    await provider.look();
    for (const fault of ['before', 'after'] as const) {
      source.put(`${fault}-it`, 'Desk');
      catalog.fault = fault;
      await expect(provider.look()).rejects.toThrow();
      catalog.fault = 'none';
      await provider.look();
      expect(catalog.mutations.at(-1)).toBe('full');
      expect(Object.keys(catalog.titles())).toContain(`${fault}-it`);
    }
  });

  it('mends within a day what was changed behind its back', async () => {
    const { source, catalog, clock, provider } = await setUp();
    await provider.look();
    catalog.entities.clear();
    source.objects.set('quiet', 'Changed without an event');
    clock.advance(DAY_MS - 1);
    await provider.look();
    expect(catalog.titles()).toEqual({});
    clock.advance(1);
    await provider.look();
    expect(Object.keys(catalog.titles())).toEqual(['quiet', 'shop', 'till']);
  });
});
