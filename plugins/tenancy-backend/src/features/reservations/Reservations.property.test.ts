import { describeDatabases } from '@flytower/durable/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import fc from 'fast-check';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
  OpenTenancy,
} from '../../__testUtils__/openTenancy';

/** Pods by cluster. */
type Pods = { east: number; west: number };

type Step =
  | { kind: 'reserve' | 'hold'; key: string; pods: Pods }
  | { kind: 'commit' | 'give-back' | 'give-up'; key: string }
  | { kind: 'an-hour-later' };

const LIMIT = 40;
const HOUR_MS = 3_600_000;
const KEYS = ['a.prod', 'b.prod'];
const NONE: Pods = { east: 0, west: 0 };

/** What the rules say, written down as plainly as can be: pods only, two clusters, no rows. */
class Model {
  readonly #keys = new Map<string, { held: Pods; wished?: Pods }>();

  numbers(except?: string) {
    const counted = [...this.#keys].filter(([key]) => key !== except);
    let used = 0;
    let reserved = 0;
    for (const [, { held, wished = NONE }] of counted) {
      used += held.east + held.west;
      reserved += Math.max(0, wished.east - held.east);
      reserved += Math.max(0, wished.west - held.west);
    }
    return { used, reserved, free: Math.max(0, LIMIT - used - reserved) };
  }

  /** Whether the step is done. */
  do(step: Step): boolean {
    if (step.kind === 'an-hour-later') {
      for (const [key, { held }] of this.#keys) {
        this.#set(key, { held });
      }
      return true;
    }
    const { key } = step;
    const own = this.#keys.get(key);
    switch (step.kind) {
      case 'reserve':
        return this.#reserve(key, step.pods);
      case 'hold':
        this.#set(key, { held: step.pods, wished: own?.wished });
        return true;
      case 'commit':
        if (own) {
          this.#keys.set(key, { held: own.wished ?? own.held });
        }
        return own !== undefined;
      case 'give-back':
        if (own) {
          this.#set(key, { held: own.held });
        }
        return true;
      case 'give-up':
        this.#keys.delete(key);
        return true;
      default:
        return step satisfies never;
    }
  }

  #reserve(key: string, wished: Pods): boolean {
    const held = this.#keys.get(key)?.held ?? NONE;
    const grows =
      Math.max(0, wished.east - held.east) +
      Math.max(0, wished.west - held.west);
    const others = this.numbers(key);
    const before = others.used + others.reserved + held.east + held.west;
    if (grows > 0 && before + grows > LIMIT) {
      return false;
    }
    this.#keys.set(key, { held, wished });
    return true;
  }

  #set(key: string, { held, wished }: { held: Pods; wished?: Pods }) {
    if (held.east + held.west > 0 || wished) {
      this.#keys.set(key, { held, ...(wished ? { wished } : {}) });
    } else {
      this.#keys.delete(key);
    }
  }
}

const key = fc.constantFrom(...KEYS);
const pods = fc.record({
  east: fc.integer({ min: 0, max: 25 }),
  west: fc.integer({ min: 0, max: 25 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('reserve', 'hold'),
      key,
      pods,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('commit', 'give-back', 'give-up'),
      key,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('an-hour-later') }) },
);
const steps = fc.array(step, { minLength: 4, maxLength: 12 });

describeDatabases('Reservations of quota, whatever is done', openTestStore => {
  /** Gives whether it was done. */
  async function act(
    { reservations, clock }: OpenTenancy,
    slug: string,
    wish: Step,
  ): Promise<boolean> {
    switch (wish.kind) {
      case 'an-hour-later':
        clock.advance(HOUR_MS);
        await reservations.sweep();
        return true;
      case 'reserve': {
        const request = { ...amountsOf(wish.pods), expiresInMs: HOUR_MS };
        const { kind } = await reservations.reserve(slug, wish.key, request);
        return kind === 'reserved';
      }
      case 'hold': {
        const held = amountsOf(wish.pods);
        const first = await reservations.hold(slug, wish.key, held);
        expect(await reservations.hold(slug, wish.key, held)).toEqual(first);
        return true;
      }
      case 'commit':
        return reservations.commit(slug, wish.key).then(
          () => true,
          () => false,
        );
      case 'give-back':
        await reservations.release(slug, wish.key, 'reserved');
        return true;
      case 'give-up':
        await reservations.release(slug, wish.key, 'everything');
        return true;
      default:
        return wish satisfies never;
    }
  }

  it('count what a naive model counts, with and without each key', async () => {
    const tenancy = openTenancy({
      store: await openTestStore(migrations),
      fleet: mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] })
        .service,
    });
    const numbers = async (slug: string, except?: string) => {
      const { used, reserved, free } = await tenancy.reservations.usage(slug, {
        except,
      });
      return { used: used.pods, reserved: reserved.pods, free: free.pods };
    };
    let worlds = 0;
    await fc.assert(
      fc.asyncProperty(steps, async taken => {
        const slug = `world-${++worlds}`;
        await tenancy.onboarding.onboard(onboardingOf({ slug }), olivia(slug));
        const model = new Model();
        for (const one of taken) {
          expect([one, await act(tenancy, slug, one)]).toEqual([
            one,
            model.do(one),
          ]);
          for (const except of [undefined, ...KEYS]) {
            expect(await numbers(slug, except)).toEqual(model.numbers(except));
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});

function amountsOf(of: Pods) {
  return {
    environment: 'prod',
    amounts: (['east', 'west'] as const).map(cluster => ({
      cluster,
      amount: { cpuMillicores: 0, memoryBytes: 0, pods: of[cluster] },
    })),
  };
}
