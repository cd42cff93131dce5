import { OperationState } from '@flytower/contract';
import { Outcome } from '@flytower/durable';
import {
  laneKey,
  ManifestRecord,
  targetsOf,
  AppliedRecord,
} from '../../domain/records';
import { lookAt } from '../../domain/sight';
import { workloadOf } from '../../workloads/workloadOf';
import { Advance } from './domain/advanceLane';
import { advanceRelease, LaneView } from './domain/advanceRelease';
import { credentialsOf, GoalInLane, goalsOf } from './domain/goalsOf';
import { prepareManifest } from './domain/prepareManifest';
import { freshMemo, ReleaseMemo } from './domain/releaseMemo';
import { reportRelease } from './domain/reportRelease';
import { LaneActs } from './LaneActs';
import { ReleaseHandlerOptions } from './ReleaseHandler';
import { ReleaseQuota } from './ReleaseQuota';
import { recordOf, RecordParts } from './releaseRecord';
import { ReleaseScene } from './ReleaseScene';

/** How soon to look again at what somebody else must finish first. */
const LOOK_AGAIN_MS = 500;

/** A manifest that is to be written down. */
type Prepared = ManifestRecord;

/**
 * Brings a release on by one look: observe → plan → act → record.
 *
 * Nothing is sent that was not written down in the look before: first the manifest, then the call, then what the cluster
 * answered. So whatever a cluster holds, the database has it or knows that it may be there.
 */
export class ReleaseProgress {
  readonly #options: ReleaseHandlerOptions;
  readonly #acts: LaneActs;
  readonly #quota: ReleaseQuota;

  static create(options: ReleaseHandlerOptions): ReleaseProgress {
    return new ReleaseProgress(options);
  }

  private constructor(options: ReleaseHandlerOptions) {
    this.#options = options;
    this.#acts = LaneActs.create(options);
    this.#quota = ReleaseQuota.create(options);
  }

  async look(
    scene: ReleaseScene,
    memo: ReleaseMemo,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const goals = goalsOf({ ...scene, memo });
    const moves = this.#moves(scene, goals, memo);
    const planned: ReleaseMemo = {
      ...memo,
      lanes: Object.fromEntries(
        [...moves].map(([key, move]) => [key, move.memo]),
      ),
    };
    const acting = [...moves].filter(([, { intent }]) => intent !== undefined);
    const refused = memo.aborting
      ? undefined
      : await this.#keepReserved(scene, planned, signal);
    if (acting.length === 0) {
      return this.#conclude(scene, planned, { signal });
    }
    const obstacle = this.#obstacle(scene, memo, refused);
    if (obstacle) {
      return acting.every(([, move]) => !move.memo.attempted) &&
        obstacle.state === 'failed'
        ? this.#conclude(scene, memo, { signal, end: obstacle })
        : this.#hold(scene, memo, obstacle);
    }
    const prepared = await this.#prepare(scene, goals, moves);
    for (const [key, { memo: one, intent }] of acting) {
      planned.lanes[key] = {
        ...one,
        attempted: true,
        ...(intent?.kind === 'prepare'
          ? {
              manifest: prepared.find(manifest => laneKey(manifest) === key)
                ?.generation,
            }
          : {}),
      };
    }
    if (prepared.length > 0 || acting.some(([, one]) => !one.memo.attempted)) {
      // What may be there is written down before it is there.
      return this.#conclude(scene, planned, { signal, prepared, nextInMs: 0 });
    }
    const lanes = await this.#send(scene, goals, moves, signal);
    return this.#conclude(scene, { ...planned, lanes }, { signal });
  }

  #moves(
    scene: ReleaseScene,
    goals: GoalInLane[],
    memo: ReleaseMemo,
  ): Map<string, Advance> {
    const { fleet, bindings, clock, deadlineMs } = this.#options;
    const { release, identity, service } = scene;
    const bound = bindings.ready ? bindings.bindingsOf(release) : undefined;
    const views = new Map(
      goals.map((one): [string, LaneView] => {
        const key = laneKey(one.target);
        const applied = appliedIn(scene, key);
        const manifest = scene.manifests.get(memo.lanes[key]?.manifest ?? -1);
        return [
          key,
          {
            sight: lookAt(fleet, { ...identity, ...one.target }),
            credentials: credentialsOf(one, bound),
            ...(applied ? { applied } : {}),
            ...(manifest ? { manifest } : {}),
          },
        ];
      }),
    );
    let at = 0;
    return advanceRelease({
      waves: release.waves.map(({ targets }) =>
        goals.slice(at, (at += targets.length)),
      ),
      kind: workloadOf(service),
      views,
      memo,
      now: clock.now(),
      deadlineMs,
    });
  }

  /** The manifests that the moves ask for, each with a generation of its own. */
  async #prepare(
    scene: ReleaseScene,
    goals: GoalInLane[],
    moves: ReadonlyMap<string, Advance>,
  ): Promise<Prepared[]> {
    const { fleet, clock } = this.#options;
    const { release, identity, service } = scene;
    const prepared: Prepared[] = [];
    for (const { target } of goals) {
      const { intent } = moves.get(laneKey(target)) ?? {};
      if (intent?.kind === 'prepare') {
        const facts = fleet.clusterFacts(target.cluster);
        prepared.push(
          prepareManifest({
            release,
            identity,
            kind: workloadOf(service),
            lane: target,
            cluster: {
              name: target.cluster,
              dataCentre: facts?.dataCentre.name ?? '',
            },
            goal: intent.goal,
            bindings: intent.bindings,
            stored: intent.goal.anew
              ? []
              : await this.#stored(scene, laneKey(target)),
            generation: scene.generation + prepared.length + 1,
            now: clock.now(),
          }),
        );
      }
    }
    return prepared;
  }

  /** The manifests of a lane with their objects: what was applied, what an abort goes back to, what is being sent. */
  async #stored(scene: ReleaseScene, key: string): Promise<ManifestRecord[]> {
    const { applied, settled, pending } = appliedIn(scene, key) ?? {};
    const generations = [applied, settled, pending].flatMap(
      one => one?.generation ?? [],
    );
    const found = await Promise.all(
      [...new Set(generations)].map(generation =>
        this.#options.stores.manifests.find(
          scene.release.serviceId,
          generation,
        ),
      ),
    );
    return found.flatMap(one => one ?? []);
  }

  /** Every lane at once; what goes wrong in one stays in one. */
  async #send(
    scene: ReleaseScene,
    goals: GoalInLane[],
    moves: ReadonlyMap<string, Advance>,
    signal: AbortSignal,
  ): Promise<ReleaseMemo['lanes']> {
    const sent = await Promise.all(
      goals.map(async ({ target }) => {
        const key = laneKey(target);
        const move = moves.get(key) ?? { memo: freshMemo };
        return [
          key,
          await this.#acts.perform(scene, target, move, signal),
        ] as const;
      }),
    );
    return Object.fromEntries(sent);
  }

  /** Holds the quota for as long as the release goes on, also while it waits. Gives the sentence of a refusal. */
  async #keepReserved(
    { release }: ReleaseScene,
    planned: ReleaseMemo,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { clock } = this.#options;
    if (!this.#quota.isDue(planned.reservedUntil, clock.now())) {
      return undefined;
    }
    signal.throwIfAborted();
    const reservation = await this.#quota.reserve({
      ...release,
      targets: targetsOf(release),
    });
    if (reservation.kind === 'exceeded') {
      return reservation.sentence;
    }
    planned.reservedUntil = reservation.until;
    return undefined;
  }

  /** Records where it stands; where it is over, what the clusters hold is counted before. */
  async #conclude(
    scene: ReleaseScene,
    memo: ReleaseMemo,
    options: {
      signal: AbortSignal;
      prepared?: Prepared[];
      nextInMs?: number;
      end?: { state: OperationState; reason: string };
    },
  ): Promise<Outcome> {
    const { revisions, release } = scene;
    const { schedule } = revisions.get(release.revisionId ?? '')?.spec ?? {};
    const report = options.end ?? reportRelease(release, memo, schedule);
    const prepared = options.prepared ?? [];
    switch (report.state) {
      case 'succeeded':
      case 'failed':
      case 'aborted':
        options.signal.throwIfAborted();
        await this.#quota.settle(scene, memo);
        return this.#record(scene, memo, report);
      default:
        return memo.pausing !== undefined && !isActing(options)
          ? this.#standStill(scene, memo, memo.pausing)
          : this.#record(scene, memo, {
              ...report,
              prepared,
              nextInMs: options.nextInMs ?? this.#nextInMs(memo),
            });
    }
  }

  /** Paused, as soon as every lane that moves was told to stand still; a cluster that cannot be told goes on by itself. */
  #standStill(scene: ReleaseScene, memo: ReleaseMemo, reason: string): Outcome {
    const untold = targetsOf(scene.release).flatMap(target => {
      const { state, sentence, sentAt } =
        memo.lanes[laneKey(target)] ?? freshMemo;
      const deaf = state === 'waiting' || state === 'failed';
      return deaf && sentAt === undefined
        ? [`${target.cluster} goes on by itself: ${sentence}`]
        : [];
    });
    return this.#record(scene, memo, {
      state: 'paused',
      reason: [reason, ...untold].join('. '),
    });
  }

  /** Begins to stand still, or waits where that is not asked for. */
  #hold(
    scene: ReleaseScene,
    memo: ReleaseMemo,
    { state, reason }: { state: OperationState; reason: string },
  ): Outcome {
    return state === 'waiting'
      ? this.#record(scene, memo, { state, reason })
      : this.#record(
          scene,
          { ...memo, pausing: reason },
          { state: 'in-progress', reason, nextInMs: 0 },
        );
  }

  #record(
    scene: ReleaseScene,
    memo: ReleaseMemo,
    parts: Omit<RecordParts, 'scene' | 'memo' | 'stores' | 'clock'>,
  ): Outcome {
    const { stores, clock } = this.#options;
    return recordOf({ scene, memo, stores, clock, ...parts });
  }

  /** Why nothing may be sent just now. Asked before each wave: rights may have gone since the release was asked for. */
  #obstacle(
    { release, tenant }: ReleaseScene,
    memo: ReleaseMemo,
    refused: string | undefined,
  ): { state: 'paused' | 'waiting' | 'failed'; reason: string } | undefined {
    if (memo.aborting || memo.pausing !== undefined) {
      return undefined;
    }
    const { responsible } = release;
    const roles = this.#options.memberships.rolesIn(
      responsible,
      release.tenant,
    );
    if (!roles.some(role => role === 'owner' || role === 'developer')) {
      return {
        state: 'paused',
        reason: `${responsible} may not release in ${release.tenant} any more; an owner or developer of the tenant can resume it or abort it`,
      };
    }
    if (tenant.state !== 'active' && release.kind !== 'unpublish') {
      return {
        state: 'waiting',
        reason: `Tenant "${tenant.slug}" is ${tenant.state}; the release goes on when it is active`,
      };
    }
    return refused === undefined
      ? undefined
      : { state: 'failed', reason: refused };
  }

  /**
   * Soon while something moves; where all wait, when the first of them is tried again. Never at once: a retry that is due
   * may still have to wait until its cluster is seen again.
   */
  #nextInMs(memo: ReleaseMemo): number {
    const now = this.#options.clock.now().getTime();
    const waits = Object.values(memo.lanes).map(({ state, retryAt }) =>
      state === 'waiting' && retryAt !== undefined
        ? Math.max(LOOK_AGAIN_MS, Date.parse(retryAt) - now)
        : 2_000,
    );
    return Math.min(5_000, ...waits);
  }
}

function appliedIn(
  { applied }: ReleaseScene,
  key: string,
): AppliedRecord | undefined {
  return applied.find(one => laneKey(one) === key);
}

/** Something was written down that is sent in the next look. */
function isActing({
  prepared,
  nextInMs,
}: {
  prepared?: Prepared[];
  nextInMs?: number;
}): boolean {
  return (prepared?.length ?? 0) > 0 || nextInMs === 0;
}
