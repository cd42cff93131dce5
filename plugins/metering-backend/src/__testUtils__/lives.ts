import { PodRow } from '@flytower/kube';
import { Dice } from '@flytower/kube/testUtils';
import { mockPod } from '@flytower/plugin-fleet-node/testUtils';

export const TENANTS = ['payments', 'shop', 'search', 'mail', 'maps'];
export const CLUSTERS = ['east', 'north', 'west'];
const PEOPLE = ['dan', 'tara', 'lee'];

/** One object from its beginning to its end, in seconds, and what it asked for. */
export interface Life {
  uid: string;
  tenant: string;
  application: string;
  cluster: string;
  requester: string;
  createdAt: number;
  /** Absent for what never began to run. */
  startedAt?: number;
  endedAt: number;
  cpuMillicores: number;
  memoryBytes: number;
}

/** Lives between two seconds, of all lengths: under a second, over outages, and some that begin and end together. */
export function livesOf(
  dice: Dice,
  count: number,
  from: number,
  to: number,
): Life[] {
  return Array.from({ length: count }, (_, index): Life => {
    const createdAt = from + dice.below(to - from);
    const wait = dice.below(20);
    const lasts = dice.pick([
      dice.below(3),
      dice.below(60),
      dice.below(900),
      dice.below(7_200),
    ]);
    const startedAt = createdAt + wait;
    const endedAt = createdAt + lasts;
    return {
      uid: `life-${index}`,
      tenant: dice.pick(TENANTS),
      application: `app-${dice.below(8)}`,
      cluster: dice.pick(CLUSTERS),
      requester: `user:default/${dice.pick(PEOPLE)}`,
      createdAt,
      ...(startedAt <= endedAt ? { startedAt } : {}),
      endedAt,
      cpuMillicores: 50 * (1 + dice.below(80)),
      // Sums of these are far beyond 2^53, and of some thousands beyond 2^63.
      memoryBytes: 2 ** 20 * (1 + dice.below(40_000_000)),
    };
  });
}

/** A life as its cluster shows it at a second; undefined while it is not there. */
export function podAt(life: Life, second: number): PodRow | undefined {
  if (second < life.createdAt || second >= life.endedAt) {
    return undefined;
  }
  const started = life.startedAt !== undefined && life.startedAt <= second;
  return mockPod({
    name: life.uid,
    uid: life.uid,
    namespace: `${life.tenant}--prod`,
    labels: {
      'flytower.dev/application': life.application,
      'flytower.dev/service-id': `${life.application}-${life.requester}`,
    },
    phase: started ? 'Running' : 'Pending',
    createdAt: iso(life.createdAt),
    startedAt: started ? iso(life.startedAt ?? 0) : undefined,
    requests: {
      cpuMillicores: life.cpuMillicores,
      memoryBytes: life.memoryBytes,
    },
  });
}

export function iso(second: number): string {
  // Kubernetes writes whole seconds.
  return `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
}
