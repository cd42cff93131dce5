import { NotFoundError } from '@backstage/errors';
import { Clock, OperationWork, Outcome } from '@flytower/durable';
import { FleetService } from '@flytower/plugin-fleet-node';
import { BindingService } from '@flytower/plugin-public-services-node';
import {
  MembershipService,
  TenancyService,
} from '@flytower/plugin-tenancy-node';
import { laneKey, ReleaseRecord, targetsOf } from '../../domain/records';
import { DeliveryStores } from '../../stores/DeliveryStores';
import {
  freshMemo,
  ReleaseMemo,
  releaseMemoSchema,
  reopened,
} from './domain/releaseMemo';
import { ReleaseProgress } from './ReleaseProgress';
import { recordOf, RecordParts } from './releaseRecord';
import { loadScene, ReleaseScene } from './ReleaseScene';

/** @internal */
export interface ReleaseHandlerOptions {
  stores: DeliveryStores;
  fleet: FleetService;
  tenancy: TenancyService;
  memberships: MembershipService;
  bindings: BindingService;
  clock: Clock;
  /** Milliseconds in which nothing new is reached in a cluster after which it has failed. */
  deadlineMs: number;
}

/** How soon to look again at what somebody else must finish first. */
const LOOK_AGAIN_MS = 500;

/**
 * One look at a release: it takes up what people asked of it, sees whether it is its turn, and goes on. It is called again
 * until the release is over, and may be killed between any two steps: what it does next follows from what is observed, and
 * the memo holds times and sentences.
 *
 * Exclusion: the engine never runs two operations of one service at once. A release that a newer one of the same
 * environment takes over from ends as soon as it is looked at, and the newer one begins only then; so no two releases
 * ever write into one cluster by turns.
 */
export class ReleaseHandler {
  readonly #options: ReleaseHandlerOptions;
  readonly #progress: ReleaseProgress;

  static create(options: ReleaseHandlerOptions): ReleaseHandler {
    return new ReleaseHandler(options);
  }

  private constructor(options: ReleaseHandlerOptions) {
    this.#options = options;
    this.#progress = ReleaseProgress.create(options);
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
    const memo = afterWish(release, releaseMemoSchema.parse(raw), wish);
    const scene = await loadScene(release, memo, stores, tenancy);
    const successor = await stores.releases.successorOf(release);
    if (successor) {
      return this.#record(scene, memo, {
        state: 'aborted',
        reason: `Release ${successor.number} took over`,
        superseded: true,
      });
    }
    if (operation.state === 'paused' && wish === undefined) {
      return this.#record(scene, memo, {
        state: 'paused',
        reason: operation.reason,
      });
    }
    const queue = await this.#queueSentence(release);
    if (queue && !memo.aborting) {
      return this.#record(
        scene,
        memo,
        memo.pausing === undefined
          ? { state: 'waiting', reason: queue, nextInMs: LOOK_AGAIN_MS }
          : { state: 'paused', reason: memo.pausing },
      );
    }
    return this.#progress.look(scene, memo, signal);
  }

  #record(
    scene: ReleaseScene,
    memo: ReleaseMemo,
    parts: Omit<RecordParts, 'scene' | 'memo' | 'stores' | 'clock'>,
  ): Outcome {
    const { stores, clock } = this.#options;
    return recordOf({ scene, memo, stores, clock, ...parts });
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
}

/** What a person's wish changes in the memo. An abort takes everything back, also where the release had arrived. */
function afterWish(
  release: ReleaseRecord,
  memo: ReleaseMemo,
  wish: OperationWork['wish'],
): ReleaseMemo {
  if (wish === undefined) {
    return memo;
  }
  if (wish === 'pause') {
    return memo.aborting
      ? memo
      : { ...memo, pausing: 'Paused. Resume it, or abort it' };
  }
  const { pausing, ...rest } = memo;
  const lanes = Object.fromEntries(
    targetsOf(release).map(target => {
      const key = laneKey(target);
      const one = memo.lanes[key] ?? freshMemo;
      if (wish === 'abort') {
        return [key, { ...reopened(one), back: true }];
      }
      return [key, one.state === 'succeeded' ? one : reopened(one)];
    }),
  );
  return { ...rest, aborting: memo.aborting || wish === 'abort', lanes };
}
