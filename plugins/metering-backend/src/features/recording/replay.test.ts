import { ChangeEvent } from '@flytower/contract';
import { describeDatabases } from '@flytower/durable/testUtils';
import { PodRow, WorkloadRow } from '@flytower/kube';
import { Dice } from '@flytower/kube/testUtils';
import {
  mockNamespace,
  mockWorkload,
} from '@flytower/plugin-fleet-node/testUtils';
import { UsageGrouping } from '@flytower/plugin-metering-common';
import { serviceChanges } from '../../domain/serviceChanges';
import {
  CLUSTERS,
  Life,
  livesOf,
  podAt,
  TENANTS,
} from '../../__testUtils__/lives';
import { openLedger } from '../../__testUtils__/openLedger';
import { FeedRecorder } from './FeedRecorder';

jest.setTimeout(300_000);

const START = 1_790_000_000;
const END = START + 4 * 3600;
/** 10,000 take minutes, and are for a run of this file alone. */
const LIVES = Number(process.env.FLYTOWER_REPLAY_LIVES ?? 2_000);

/** Which seconds each cluster is looked at. Each is out of sight three times; north is lost for good in the end. */
function looksOf(dice: Dice): Map<string, number[]> {
  return new Map(
    CLUSTERS.map(cluster => {
      const outages = [600, 1_300, 60].map(length => {
        const from = START + dice.below(END - START - length);
        return { from, to: from + length };
      });
      const looks: number[] = [];
      const end = cluster === 'north' ? END - 2_000 : END;
      for (let at = START; at < end; at += 1 + dice.below(120)) {
        if (!outages.some(({ from, to }) => at >= from && at < to)) {
          looks.push(at);
        }
      }
      return [cluster, end === END ? [...looks, END] : looks];
    }),
  );
}

interface Span {
  from: number;
  to: number;
  amount: bigint;
}

/** The area under a changing amount, by walking over its changes in order of time. */
function integral(spans: Span[]): bigint {
  const changes = spans
    .flatMap(({ from, to, amount }) => [
      { at: from, by: amount },
      { at: to, by: -amount },
    ])
    .sort((a, b) => a.at - b.at);
  let area = 0n;
  let level = 0n;
  let before = changes[0]?.at ?? 0;
  for (const { at, by } of changes) {
    area += level * BigInt(at - before);
    level += by;
    before = at;
  }
  return area;
}

/** What can be known of a life from the looks at its cluster; undefined where no look fell into it. */
function known(life: Life, looks: number[], asOf: number) {
  const seen = looks.filter(at => at >= life.createdAt && at < life.endedAt);
  const last = seen.at(-1);
  if (last === undefined) {
    return undefined;
  }
  const gone = looks.find(at => at > last) ?? asOf;
  const started = life.startedAt !== undefined && life.startedAt <= last;
  return {
    existed: { sure: [life.createdAt, last], perhaps: [last, gone] },
    ran: {
      sure: started ? [life.startedAt ?? 0, last] : [last, last],
      perhaps: [last, gone],
    },
  };
}

/** The same figure of all lives twice: what is sure, and what is sure or perhaps. */
function expected(
  lives: Life[],
  looks: Map<string, number[]>,
  asOf: number,
  of: 'existed' | 'ran',
  amount: (life: Life) => number,
) {
  const sure: Span[] = [];
  const perhaps: Span[] = [];
  for (const life of lives) {
    const times = known(life, looks.get(life.cluster) ?? [], asOf)?.[of];
    if (times) {
      const of_ = BigInt(amount(life));
      sure.push({ from: times.sure[0], to: times.sure[1], amount: of_ });
      perhaps.push({
        from: times.perhaps[0],
        to: times.perhaps[1],
        amount: of_,
      });
    }
  }
  const least = integral(sure);
  return { least: String(least), most: String(least + integral(perhaps)) };
}

const WORKLOAD = mockWorkload({ name: 'x' });

function worldAt(lives: Life[], second: number) {
  const pods = lives
    .map(life => podAt(life, second))
    .filter((pod): pod is PodRow => pod !== undefined);
  const workloads = new Map<string, WorkloadRow>();
  for (const life of lives) {
    const labels = podAt(life, life.createdAt)?.labels ?? {
      'flytower.dev/service-id': '',
    };
    workloads.set(`${life.tenant}/${labels['flytower.dev/service-id']}`, {
      ...WORKLOAD,
      namespace: `${life.tenant}--prod`,
      labels,
      annotations: { 'flytower.dev/requester': life.requester },
    });
  }
  return { pods, workloads: [...workloads.values()] };
}

const NAMESPACES = TENANTS.map(tenant =>
  mockNamespace({
    name: `${tenant}--prod`,
    labels: {
      'flytower.dev/tenant': tenant,
      'flytower.dev/environment': 'prod',
    },
  }),
);

/** 300 services that are released, scaled, stopped and unpublished, with what is true of each. */
function feedOf(dice: Dice) {
  const events: ChangeEvent[] = [];
  const spans: Span[] = [];
  for (let index = 0; index < 300; index++) {
    const tenant = dice.pick(TENANTS);
    const cluster = dice.pick(CLUSTERS);
    let at = START + dice.below(3600);
    const opened = at;
    const tell = (kind: string, to: number) =>
      events.push({
        id: `event-${index}-${at}-${kind}-${to}`,
        sequence: 1,
        type: 'release.succeeded.v1',
        subject: { kind: 'service', id: `s${index}`, name: `s${index}` },
        tenant,
        actor: 'user:default/dan',
        outcome: 'succeeded',
        summary: '',
        // Between two seconds, as Flytower's own clock writes it.
        at: new Date(at * 1000 + dice.below(1000)).toISOString(),
        data: {
          application: 'app-1',
          service: `s${index}`,
          environment: 'prod',
          kind,
          clusters: [{ cluster, from: 0, to }],
        },
      });
    tell('release', 1 + dice.below(9));
    for (let turn = dice.below(5); turn > 0; turn--) {
      at += dice.below(1_500);
      tell('scale', dice.below(3));
    }
    at += dice.below(3_000);
    const gone = dice.chance(0.7);
    if (gone) {
      tell('unpublish', 0);
    }
    spans.push({ from: opened, to: gone ? at : END, amount: 1n });
  }
  events.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  events.forEach((event, index) => {
    event.sequence = index + 1;
  });
  return { events, spans };
}

describeDatabases(`a ledger of ${LIVES} lives`, openTestStore => {
  const dice = new Dice(20_261_121);
  const lives = livesOf(dice, LIVES, START, END);
  const looks = looksOf(dice);
  const feed = feedOf(dice);
  const byCluster = new Map(
    CLUSTERS.map(name => [
      name,
      lives.filter(({ cluster }) => cluster === name),
    ]),
  );

  /** Records everything once, with transactions that fail and processes that die as often as the dice say. */
  async function record(faults: Dice, trouble: number) {
    const opened = await openLedger(openTestStore, {
      clusters: CLUSTERS,
      start: START,
    });
    const { fleet, ledger, clock, logger } = opened;
    const write = ledger.write.bind(ledger);
    jest.spyOn(ledger, 'write').mockImplementation(async (...call) => {
      if (faults.chance(trouble)) {
        throw new Error('The database went away before the transaction');
      }
      await write(...call);
      if (faults.chance(trouble)) {
        throw new Error('The process died after the transaction');
      }
    });
    const patiently = async (work: () => Promise<void>) => {
      for (;;) {
        try {
          await work();
          return;
        } catch (error) {
          // Tried again, as the recorder does.
        }
      }
    };
    let upTo = START;
    const reader = FeedRecorder.create({
      plugin: 'delivery',
      parse: serviceChanges,
      // Forgets where it was asked to begin: events come again and again.
      read: async (_plugin, cursor) => {
        const after = Number(cursor);
        const there = feed.events.filter(
          ({ at }) => Date.parse(at) < (upTo + 1) * 1000,
        );
        const changes = there.filter(
          ({ sequence }) => sequence > Math.max(0, after - 3),
        );
        const fresh = changes.some(({ sequence }) => sequence > after);
        const page = fresh ? changes.slice(0, 53) : [];
        return {
          kind: 'changes',
          changes: page,
          cursor: String(page.at(-1)?.sequence ?? after),
        };
      },
      standing: async () => {
        throw new Error('The feed was never put back');
      },
      ledger,
      clock,
      logger,
    });
    let recorder = opened.recorder();
    const look = (cluster: string) => patiently(() => recorder.look(cluster));
    const all = [...looks]
      .flatMap(([cluster, seconds]) => seconds.map(at => ({ cluster, at })))
      .sort((a, b) => a.at - b.at);
    for (const { cluster, at } of all) {
      clock.second = at;
      upTo = at;
      const there = byCluster.get(cluster) ?? [];
      fleet.cluster(cluster).show({
        namespaces: NAMESPACES,
        ...worldAt(
          there.filter(life => life.createdAt <= at && life.endedAt > at),
          at,
        ),
      });
      if (faults.chance(trouble)) {
        recorder = opened.recorder();
      }
      await look(cluster);
      if (faults.chance(0.05)) {
        // The same look once more, and one that comes too late.
        await look(cluster);
        clock.second = at - 7;
        await look(cluster);
        clock.second = at;
      }
      if (faults.chance(0.2)) {
        await patiently(() => reader.pull());
      }
    }
    clock.second = END;
    upTo = END;
    await patiently(() => reader.pull());
    jest.restoreAllMocks();
    return opened;
  }

  it('sums up as an integral that was computed another way, in every grouping, and is the same when it is replayed', async () => {
    const opened = await record(new Dice(1), 0.05);
    const { store, views, rows } = opened;
    // Who owned what when: each application changed hands once.
    for (const tenant of TENANTS) {
      for (let app = 0; app < 8; app++) {
        const at = START + 1_000 * app + 500;
        await store.knex('ownership').insert([
          {
            tenant,
            application: `app-${app}`,
            owned_from: 0,
            owned_to: at,
            team: 'old',
          },
          {
            tenant,
            application: `app-${app}`,
            owned_from: at,
            owned_to: 9_999_999_999,
            team: app % 2 ? 'new' : '',
          },
        ]);
      }
    }
    const whole = {
      scope: { kind: 'everything' as const },
      selection: { type: 'pod' },
    };
    const ask = (groupBy: UsageGrouping, selection: object = whole.selection) =>
      views.page({ ...whole, selection, groupBy, limit: 500 });

    const { totals, asOf, gaps } = await ask('cluster');
    expect(Date.parse(asOf)).toBe(END * 1000);
    expect(totals).toMatchObject({
      existedSeconds: expected(lives, looks, END, 'existed', () => 1),
      ranSeconds: expected(lives, looks, END, 'ran', () => 1),
      cpuMillicoreSeconds: expected(
        lives,
        looks,
        END,
        'ran',
        it => it.cpuMillicores,
      ),
      memoryByteSeconds: expected(
        lives,
        looks,
        END,
        'ran',
        it => it.memoryBytes,
      ),
    });
    // Beyond what a number, or 64 bits, can hold.
    expect(BigInt(totals.memoryByteSeconds.least)).toBeGreaterThan(2n ** 63n);
    // What truly happened lies within the bounds, but for lives that no look fell into.
    const seen = lives.filter(life =>
      known(life, looks.get(life.cluster) ?? [], END),
    );
    const truth = integral(
      seen.map(life => ({
        from: life.createdAt,
        to: Math.min(life.endedAt, END),
        amount: 1n,
      })),
    );
    expect(BigInt(totals.existedSeconds.least)).toBeLessThanOrEqual(truth);
    expect(BigInt(totals.existedSeconds.most)).toBeGreaterThanOrEqual(truth);
    expect(totals.resources).toBe(seen.length);
    expect(gaps.filter(({ to }) => to === undefined)).toEqual([
      {
        source: { kind: 'cluster', name: 'north' },
        from: new Date((looks.get('north')?.at(-1) ?? 0) * 1000).toISOString(),
      },
    ]);

    for (const groupBy of [
      'tenant',
      'team',
      'application',
      'environment',
      'cluster',
      'requester',
      'type',
    ] as const) {
      const page = await ask(groupBy);
      expect(page.totals).toEqual(totals);
      for (const figure of [
        'existedSeconds',
        'ranSeconds',
        'stoppedSeconds',
        'cpuMillicoreSeconds',
        'memoryByteSeconds',
        'storageByteSeconds',
      ] as const) {
        for (const bound of ['least', 'most'] as const) {
          expect([
            groupBy,
            figure,
            bound,
            String(
              page.items.reduce(
                (sum, { figures }) => sum + BigInt(figures[figure][bound]),
                0n,
              ),
            ),
          ]).toEqual([groupBy, figure, bound, totals[figure][bound]]);
        }
      }
    }
    for (const tenant of TENANTS) {
      const line = (await ask('tenant')).items.find(
        ({ key }) => key === tenant,
      );
      expect(line?.figures.cpuMillicoreSeconds).toEqual(
        expected(
          lives.filter(life => life.tenant === tenant),
          looks,
          END,
          'ran',
          it => it.cpuMillicores,
        ),
      );
    }
    // Two windows that meet are as much as both together.
    const cut = START + 7_777;
    const [first, second] = [
      await ask('type', { type: 'pod', usedTo: cut }),
      await ask('type', { type: 'pod', usedFrom: cut }),
    ].map(page => BigInt(page.totals.memoryByteSeconds.most));
    expect(String(first + second)).toBe(totals.memoryByteSeconds.most);

    const services = await ask('cluster', { type: 'service' });
    expect(services.totals.existedSeconds.least).toBe(
      String(integral(feed.spans)),
    );
    expect(services.totals.existedSeconds.most).toBe(
      String(integral(feed.spans)),
    );

    // Paging shows each resource once, and the pages sum up to the same.
    let cursor: string | undefined;
    const ids = new Set<string>();
    let sum = 0n;
    do {
      const page = await views.page({
        ...whole,
        groupBy: 'resource',
        limit: 500,
        ...(cursor ? { cursor } : {}),
      });
      for (const { key, figures } of page.items) {
        ids.add(key);
        sum += BigInt(figures.cpuMillicoreSeconds.most);
      }
      cursor = page.nextCursor;
    } while (cursor);
    expect(ids.size).toBe(seen.length);
    expect(String(sum)).toBe(totals.cpuMillicoreSeconds.most);

    // Again, with other troubles.
    const replayed = await record(new Dice(2), 0.1);
    const before = await rows();
    expect(before.length).toBeGreaterThan(1.5 * LIVES);
    expect(await replayed.rows()).toEqual(before);
  });
});
