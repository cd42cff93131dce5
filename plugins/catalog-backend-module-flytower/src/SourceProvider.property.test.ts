import { mockServices } from '@backstage/backend-test-utils';
import { FakeClock } from '@flytower/durable/testUtils';
import fc from 'fast-check';
import { MemoryCatalog } from './__testUtils__/MemoryCatalog';
import { MemorySource } from './__testUtils__/MemorySource';
import { SourceProvider } from './SourceProvider';

const name = fc.constantFrom('shop', 'till', 'desk', 'lamp');
const step = fc.oneof(
  fc.record({ do: fc.constant('put' as const), name, title: fc.string() }),
  fc.record({ do: fc.constant('remove' as const), name }),
  fc.record({ do: fc.constant('release' as const) }),
  fc.record({
    do: fc.constant('source' as const),
    fault: fc.constantFrom('none', 'down', 'half'),
  }),
  fc.record({
    do: fc.constant('catalog' as const),
    fault: fc.constantFrom('none', 'before', 'after'),
  }),
  fc.record({ do: fc.constant('restart' as const) }),
  fc.record({ do: fc.constant('save' as const) }),
  fc.record({ do: fc.constant('restore' as const) }),
  fc.record({ do: fc.constant('prune' as const) }),
  fc.record({ do: fc.constant('look' as const) }),
  fc.record({ do: fc.constant('day' as const) }),
);

describe('SourceProvider, whatever happens in whatever order', () => {
  it('ends with what the source holds, and never takes out what it holds all the time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 60 }),
        async steps => {
          const source = new MemorySource();
          const catalog = new MemoryCatalog();
          const clock = new FakeClock('2026-03-01T10:00:00.000Z');
          const start = () => {
            const made = SourceProvider.create({
              source,
              clock,
              logger: mockServices.logger.mock(),
            });
            made.attach(catalog);
            return made;
          };
          // It is there before and after every step, but for a backup from before its time.
          source.put('always', 'Always');
          source.save();
          let provider = start();
          let arrived = false;
          for (const one of steps) {
            switch (one.do) {
              case 'put':
                source.put(one.name, one.title);
                break;
              case 'remove':
                source.remove(one.name);
                break;
              case 'release':
                source.tell('release.succeeded.v1', 'shop');
                break;
              case 'source':
                source.fault = one.fault as typeof source.fault;
                break;
              case 'catalog':
                catalog.fault = one.fault as typeof catalog.fault;
                break;
              case 'restart':
                provider = start();
                break;
              case 'save':
                source.save();
                break;
              case 'restore':
                source.restore();
                break;
              case 'prune':
                source.feed = source.feed.slice(-2);
                break;
              case 'day':
                clock.advance(24 * 60 * 60_000);
                break;
              default:
                await provider.look().catch(() => {});
            }
            arrived ||= catalog.entities.size > 0;
            expect(catalog.entities.has('system:payments/always')).toBe(
              arrived,
            );
          }
          source.fault = 'none';
          catalog.fault = 'none';
          await provider.look();
          const entities = (await source.snapshot()).entities.map(
            ({ entity }) => entity,
          );
          expect([...catalog.entities.values()]).toEqual(
            expect.arrayContaining(entities),
          );
          expect(catalog.entities.size).toBe(entities.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});
