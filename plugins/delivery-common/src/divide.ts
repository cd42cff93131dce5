/**
 * A cluster that instances may go to.
 *
 * @public
 */
export interface DivisionShare {
  cluster: string;
  /** The cluster's lasting id: the tie-break must not change when a cluster gets another name. */
  clusterId: string;
  weight: number;
  /** Filled before the ratio is looked at; 0 when left out. */
  minimum?: number;
  /** Never exceeded; no bound when left out. */
  maximum?: number;
  /** How many instances the cluster has room for, those that it holds today included; no bound when unknown. */
  capacity?: number;
}

/**
 * Why one instance goes where it goes.
 *
 * @public
 */
export interface PlacedInstance {
  /** Counts from 1: instance 11 is the one that a service of 11 has and one of 10 has not. */
  ordinal: number;
  cluster: string;
  because: 'minimum' | 'claim' | 'fewer' | 'hash' | 'only';
  sentence: string;
}

/**
 * How a number of instances is divided over clusters.
 *
 * @public
 */
export interface Division {
  /** In the order of the shares. */
  counts: { cluster: string; instances: number }[];
  placed: PlacedInstance[];
  /** What did not fit: a result, not an exception. */
  unplaced: {
    instances: number;
    obstacles: {
      cluster: string;
      because: 'maximum' | 'capacity' | 'weight';
      sentence: string;
    }[];
  };
}

interface Candidate {
  share: DivisionShare;
  held: number;
  tieBreak: number;
}

/**
 * Divides instances over clusters by Sainte-Laguë (Webster): each next instance goes to the greatest
 * weight / (2 × held + 1); a tie goes to the cluster that holds fewer, then to the lower hash of service and cluster, so
 * that the odd instances of many services do not all land on the first name. Minimums come first; maximums and capacity
 * bound it.
 *
 * The instances are given out one by one and the n-th does not depend on how many follow it, so one instance more never
 * takes another away: 6:4 gives 6/4 for 10 and 7/4 for 11.
 *
 * @public
 */
export function divide(input: {
  instances: number;
  shares: DivisionShare[];
  serviceId: string;
}): Division {
  const candidates = input.shares.map(share => ({
    share,
    held: 0,
    tieBreak: hashOf(`${input.serviceId}/${share.clusterId}`),
  }));
  const placed: PlacedInstance[] = [];
  while (placed.length < input.instances) {
    const choice = choose(candidates);
    if (!choice) {
      break;
    }
    placed.push({ ordinal: placed.length + 1, ...choice.reason });
    choice.winner.held += 1;
  }
  const missing = input.instances - placed.length;
  return {
    counts: candidates.map(({ share, held }) => ({
      cluster: share.cluster,
      instances: held,
    })),
    placed,
    unplaced: {
      instances: missing,
      obstacles: missing > 0 ? candidates.map(obstacleOf) : [],
    },
  };
}

function choose(
  candidates: Candidate[],
): { winner: Candidate; reason: Omit<PlacedInstance, 'ordinal'> } | undefined {
  const open = candidates.filter(c => c.held < limitOf(c.share));
  const starved = open.filter(c => c.held < (c.share.minimum ?? 0));
  const field = starved.length
    ? starved
    : open.filter(({ share }) => share.weight > 0);
  const [winner, runnerUp] = [...field].sort(byClaim);
  if (!winner) {
    return undefined;
  }
  return {
    winner,
    reason: {
      cluster: winner.share.cluster,
      ...(starved.length
        ? {
            because: 'minimum' as const,
            sentence: `${winner.share.cluster} is to have at least ${winner.share.minimum} and had ${winner.held}`,
          }
        : reasonOf(winner, runnerUp)),
    },
  };
}

function limitOf(share: DivisionShare): number {
  return Math.min(share.maximum ?? Infinity, share.capacity ?? Infinity);
}

/** Strongest claim first. Compared crosswise in whole numbers: a/b > c/d where a × d > c × b. */
function byClaim(a: Candidate, b: Candidate): number {
  return (
    b.share.weight * divisorOf(a) - a.share.weight * divisorOf(b) ||
    a.held - b.held ||
    a.tieBreak - b.tieBreak ||
    // Two hashes of 32 bits may be equal; ids never are.
    (a.share.clusterId < b.share.clusterId ? -1 : 1)
  );
}

function divisorOf({ held }: Candidate): number {
  return 2 * held + 1;
}

function reasonOf(
  winner: Candidate,
  runnerUp: Candidate | undefined,
): Pick<PlacedInstance, 'because' | 'sentence'> {
  const { cluster } = winner.share;
  if (!runnerUp) {
    return {
      because: 'only',
      sentence: `${cluster} is the only cluster that takes more`,
    };
  }
  const other = runnerUp.share.cluster;
  const claims = `${claimOf(winner)} against ${claimOf(runnerUp)} in ${other}`;
  const isTie =
    winner.share.weight * divisorOf(runnerUp) ===
    runnerUp.share.weight * divisorOf(winner);
  if (!isTie) {
    return {
      because: 'claim',
      sentence: `${cluster} has the strongest claim: ${claims}`,
    };
  }
  return winner.held < runnerUp.held
    ? {
        because: 'fewer',
        sentence: `${cluster} and ${other} have equal claims, and ${cluster} holds fewer: ${winner.held} against ${runnerUp.held}`,
      }
    : {
        because: 'hash',
        sentence: `${cluster} and ${other} have equal claims and hold the same; for this service the draw is ${cluster}'s`,
      };
}

/** The claim in numbers: weight 6 and 4 held is `6/9 = 0.667`. */
function claimOf(candidate: Candidate): string {
  const { weight } = candidate.share;
  const divisor = divisorOf(candidate);
  return `${weight}/${divisor} = ${(weight / divisor).toFixed(3)}`;
}

function obstacleOf({
  share,
  held,
}: Candidate): Division['unplaced']['obstacles'][number] {
  const { cluster, maximum, capacity } = share;
  if (maximum !== undefined && held >= maximum) {
    return {
      cluster,
      because: 'maximum',
      sentence: `${cluster} has its maximum of ${maximum}`,
    };
  }
  return capacity !== undefined && held >= capacity
    ? {
        cluster,
        because: 'capacity',
        sentence: `${cluster} has room for ${capacity} and no more`,
      }
    : {
        cluster,
        because: 'weight',
        sentence: `${cluster} has the weight 0 and takes no more than its minimum`,
      };
}

/** FNV-1a with 32 bits and a final mix, because ids that differ in their last letter alone must spread as well. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
