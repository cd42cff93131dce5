import { NotFoundError } from '@backstage/errors';
import { OperationState } from '@flytower/contract';
import { Clock, OperationWork, Outcome } from '@flytower/durable';
import { FleetService } from '@flytower/plugin-fleet-node';
import { BindingService } from '@flytower/plugin-public-services-node';
import {
  MembershipService,
  TenancyService,
} from '@flytower/plugin-tenancy-node';
import { Credentials, credentialsIn } from '../../domain/bindings';
import { ReleaseRecord } from '../../domain/records';
import { lookAt } from '../../domain/sight';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { advanceRelease } from './domain/advanceRelease';
import { GoalInCluster, goalsOf } from './domain/goalsOf';
import {
  freshMemo,
  ReleaseMemo,
  releaseMemoSchema,
  reopened,
} from './domain/releaseMemo';
import { reportRelease } from './domain/reportRelease';
import { ReleaseActs } from './ReleaseActs';
import { recordOf, RecordParts } from './releaseRecord';
import { ReleaseQuota } from './ReleaseQuota';
import { loadScene, ReleaseScene } from './ReleaseScene';

/** @internal */
export interface ReleaseHandlerOptions {
  stores: DeliveryStores;
  fleet: FleetService;
  tenancy: TenancyService;
  memberships: MembershipService;
  bindings: BindingService;
  clock: Clock;
  /** Milliseconds without any movement in a cluster after which it has failed. */
  deadlineMs: number;
}

/** How soon to look again at what somebody else must finish first. */
const LOOK_AGAIN_MS = 500;

/**
 * One look at a release: observe → plan → act → record. It is called again until the release is over, and may be killed
 * between any two steps: what it does next follows from what is observed, and the memo holds times and sentences.
 *
 * Exclusion: the engine never runs two operations of one service at once. A release that a newer one of the same
 * environment takes over from ends as soon as it is looked at, and the newer one begins only then; so no two releases
 * ever write into one cluster by turns.
 */
export class ReleaseHandler {
  readonly #options: ReleaseHandlerOptions;
  readonly #acts: ReleaseActs;
  readonly #quota: ReleaseQuota;

  static create(options: ReleaseHandlerOptions): ReleaseHandler {
    return new ReleaseHandler(options);
  }

  private constructor(options: ReleaseHandlerOptions) {
    this.#options = options;
    this.#acts = ReleaseActs.create(options);
    this.#quota = ReleaseQuota.create(options);
  }

  async handle({
    operation,
    memo: raw,
    wish,
    signal,
  }: OperationWork): Promise<Outcome> {
    const { stores, tenancy } = this.#options;
    const release = await stores.releases.find(operation.id);
    if (!release) {
      throw new NotFoundError(`Operation ${operation.id} has no release`);
    }
    const scene = await loadScene(release, stores, tenancy);
    const memo = releaseMemoSchema.parse(raw);
    const successor = await stores.releases.successorOf(release);
    if (successor) {
      return this.#record(scene, memo, {
        state: 'aborted',
        reason: `Release ${successor.number} took over`,
        superseded: true,
      });
    }
    if (wish === 'pause') {
      return this.#pause(scene, memo, 'Paused. Resume it, or abort it', signal);
    }
    if (operation.state === 'paused' && wish === undefined) {
      return this.#record(scene, memo, {
        state: 'paused',
        reason: operation.reason,
      });
    }
    const queue = await this.#queueSentence(release);
    if (queue && wish !== 'abort') {
      return this.#record(scene, memo, {
        state: 'waiting',
        reason: queue,
        nextInMs: LOOK_AGAIN_MS,
      });
    }
    return this.#advance(scene, afterWish(scene.release, memo, wish), signal);
  }

  async #advance(
    scene: ReleaseScene,
    memo: ReleaseMemo,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { fleet, clock, deadlineMs } = this.#options;
    const { release, identity } = scene;
    const goals = goalsOf({ ...scene, memo });
    const sights = new Map(
      goals.map(({ target: { cluster } }) => [
        cluster,
        lookAt(fleet, { ...identity, cluster }),
      ]),
    );
    const moves = advanceRelease({
      goals,
      sights,
      credentials: this.#credentials(release, goals, memo),
      memo,
      releaseId: release.id,
      now: clock.now(),
      deadlineMs,
    });
    const planned: ReleaseMemo = {
      ...memo,
      clusters: Object.fromEntries(
        [...moves].map(([cluster, move]) => [cluster, move.memo]),
      ),
    };
    const acting = [...moves].filter(([, { intent }]) => intent !== undefined);
    const refused = memo.aborting
      ? undefined
      : await this.#keepReserved(release, planned, signal);
    if (acting.length === 0) {
      return this.#conclude(scene, planned, { signal });
    }
    const obstacle = memo.aborting ? undefined : this.#obstacle(scene);
    if (obstacle?.state === 'paused') {
      return this.#pause(scene, memo, obstacle.reason, signal);
    }
    if (obstacle) {
      return this.#record(scene, memo, obstacle);
    }
    if (refused !== undefined) {
      return acting.every(([, move]) => !move.memo.attempted)
        ? this.#conclude(scene, memo, {
            signal,
            end: { state: 'failed', reason: refused },
          })
        : this.#pause(scene, memo, refused, signal);
    }
    if (acting.some(([, move]) => !move.memo.attempted)) {
      // What may be there is written down before it is there, so that an abort knows what to put back.
      for (const [cluster, move] of acting) {
        planned.clusters[cluster] = { ...move.memo, attempted: true };
      }
      return this.#conclude(scene, planned, { signal, nextInMs: 0 });
    }
    const clusters = await this.#acts.send(scene, goals, moves, signal);
    return this.#conclude(scene, { ...planned, clusters }, { signal });
  }

  /** What each cluster's workload is to carry of the release's bindings, or, where it goes back, of those it had. */
  #credentials(
    release: ReleaseRecord,
    goals: GoalInCluster[],
    memo: ReleaseMemo,
  ): Map<string, Credentials> {
    const { bindings } = this.#options;
    if (!bindings.ready) {
      const sentence = 'Waits until the bindings are loaded';
      return new Map(
        goals.map(({ target }) => [
          target.cluster,
          { kind: 'unknown', sentence },
        ]),
      );
    }
    const bound = bindings.bindingsOf(release);
    return new Map(
      goals.map(({ target: { cluster, fromBindings } }) => {
        const carried = memo.clusters[cluster]?.back
          ? fromBindings
          : release.bindings;
        const own = bound.filter(({ bindingId }) =>
          carried.some(({ id }) => id === bindingId),
        );
        return [cluster, credentialsIn(cluster, own)];
      }),
    );
  }

  /** Holds the quota for as long as the release goes on, also while it waits. Gives the sentence of a refusal. */
  async #keepReserved(
    release: ReleaseRecord,
    planned: ReleaseMemo,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { clock } = this.#options;
    if (!this.#quota.isDue(planned.reservedUntil, clock.now())) {
      return undefined;
    }
    signal.throwIfAborted();
    const reservation = await this.#quota.reserve(release);
    if (reservation.kind === 'exceeded') {
      return reservation.sentence;
    }
    planned.reservedUntil = reservation.until;
    return undefined;
  }

  /** Records where it stands; where it is over, the quota is settled before. */
  async #conclude(
    scene: ReleaseScene,
    memo: ReleaseMemo,
    options: {
      signal: AbortSignal;
      nextInMs?: number;
      end?: { state: OperationState; reason: string };
    },
  ): Promise<Outcome> {
    const { release, revisions } = scene;
    const { schedule } = revisions.get(release.revisionId ?? '')?.spec ?? {};
    const report = options.end ?? reportRelease(release, memo, schedule);
    switch (report.state) {
      case 'succeeded':
      case 'failed':
      case 'aborted':
        options.signal.throwIfAborted();
        await this.#quota.settle(scene.release, memo);
        return this.#record(scene, memo, report);
      default:
        return this.#record(scene, memo, {
          ...report,
          nextInMs: options.nextInMs ?? this.#nextInMs(memo),
        });
    }
  }

  async #pause(
    scene: ReleaseScene,
    memo: ReleaseMemo,
    reason: string,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const goals = goalsOf({ ...scene, memo });
    const problems = await this.#acts.pause(
      scene,
      goals,
      memo.clusters,
      signal,
    );
    return this.#record(scene, memo, {
      state: 'paused',
      reason: [reason, ...problems].join('. '),
    });
  }

  #record(
    scene: ReleaseScene,
    memo: ReleaseMemo,
    parts: Omit<RecordParts, 'scene' | 'memo' | 'stores'>,
  ): Outcome {
    return recordOf({ scene, memo, stores: this.#options.stores, ...parts });
  }

  /** What this release has to wait for before it begins. */
  async #queueSentence(release: ReleaseRecord): Promise<string | undefined> {
    const { releases } = this.#options.stores;
    const before = await releases.unfinishedBefore(release);
    if (before) {
      return `Begins when release ${before.number}, which it takes over from, has stopped`;
    }
    const first =
      release.afterReleaseId === undefined
        ? undefined
        : await releases.unfinished(release.afterReleaseId);
    return first && 'Begins when the service before it is taken out';
  }

  /** Why nothing may be sent just now. Asked before each wave: rights may have gone since the release was asked for. */
  #obstacle(
    scene: ReleaseScene,
  ): { state: 'paused' | 'waiting'; reason: string } | undefined {
    const { release, tenant } = scene;
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
    return tenant.state === 'active' || release.kind === 'unpublish'
      ? undefined
      : {
          state: 'waiting',
          reason: `Tenant "${tenant.slug}" is ${tenant.state}; the release goes on when it is active`,
        };
  }

  /**
   * Soon while something moves; where all wait, when the first of them is tried again. Never at once: a retry that is due
   * may still have to wait until its cluster is seen again.
   */
  #nextInMs(memo: ReleaseMemo): number {
    const now = this.#options.clock.now().getTime();
    const waits = Object.values(memo.clusters).map(({ state, retryAt }) =>
      state === 'waiting' && retryAt !== undefined
        ? Math.max(LOOK_AGAIN_MS, Date.parse(retryAt) - now)
        : 2_000,
    );
    return Math.min(5_000, ...waits);
  }
}

/** What a person's wish changes in the memo. An abort takes everything back, also where the release had arrived. */
function afterWish(
  release: ReleaseRecord,
  memo: ReleaseMemo,
  wish: OperationWork['wish'],
): ReleaseMemo {
  if (wish === undefined || wish === 'pause') {
    return memo;
  }
  const clusters = Object.fromEntries(
    release.targets.map(({ cluster }) => {
      const one = memo.clusters[cluster] ?? freshMemo;
      if (wish === 'abort') {
        return [cluster, { ...reopened(one), back: true }];
      }
      return [cluster, one.state === 'succeeded' ? one : reopened(one)];
    }),
  );
  return { ...memo, aborting: memo.aborting || wish === 'abort', clusters };
}
