import { ConflictError } from '@backstage/errors';
import { Clock } from '@flytower/durable';
import { KubeError, KubeErrorKind } from '@flytower/kube';
import { bundleNeed } from '@flytower/plugin-fleet-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { CarriedBinding } from '../../domain/bindings';
import { Advance, Intent } from './domain/advanceCluster';
import { GoalInCluster } from './domain/goalsOf';
import { ClusterMemo } from './domain/releaseMemo';
import { ReleaseScene } from './ReleaseScene';
import { WorkloadWriter } from './WorkloadWriter';

/** The cluster said no, and would say it again: a person must change something. */
const REFUSALS = new Set<KubeErrorKind>([
  'forbidden',
  'invalid',
  'conflict',
  'quota-exceeded',
]);
const MAX_RETRY_MS = 30_000;

/** Does in the clusters what was planned, all at once; what goes wrong in one stays in one. */
export class ReleaseActs {
  readonly #fleet: FleetService;
  readonly #clock: Clock;

  static create(options: { fleet: FleetService; clock: Clock }): ReleaseActs {
    return new ReleaseActs(options.fleet, options.clock);
  }

  private constructor(fleet: FleetService, clock: Clock) {
    this.#fleet = fleet;
    this.#clock = clock;
  }

  /**
   * Carries out the intents and gives what is to be remembered of every cluster. Throws where the signal is aborted:
   * then nothing more is begun, and what was sent is for the next look to see.
   */
  async send(
    scene: ReleaseScene,
    goals: GoalInCluster[],
    moves: ReadonlyMap<string, Advance>,
    signal: AbortSignal,
  ): Promise<Record<string, ClusterMemo>> {
    const sent = await Promise.all(
      goals.flatMap(goal => {
        const move = moves.get(goal.target.cluster);
        return move
          ? [
              this.#sendTo(scene, goal, move, signal).then(
                memo => [goal.target.cluster, memo] as const,
              ),
            ]
          : [];
      }),
    );
    return Object.fromEntries(sent);
  }

  /** Stops rolling updates where they stand. Gives a sentence for each cluster where that was not possible. */
  async pause(
    scene: ReleaseScene,
    goals: GoalInCluster[],
    memos: Readonly<Record<string, ClusterMemo>>,
    signal: AbortSignal,
  ): Promise<string[]> {
    const moving = goals.filter(
      ({ target, goal }) =>
        goal.kind === 'run' &&
        goal.template &&
        memos[target.cluster]?.sentAt !== undefined &&
        memos[target.cluster]?.state !== 'succeeded',
    );
    const problems = await Promise.all(
      moving.map(async one => {
        try {
          await this.#perform(scene, one, 'apply', {
            paused: true,
            bindings: memos[one.target.cluster]?.bindings ?? [],
            signal,
          });
          return [];
        } catch (error) {
          signal.throwIfAborted();
          return [
            `${one.target.cluster} goes on by itself: ${sentenceOf(error)}`,
          ];
        }
      }),
    );
    return problems.flat();
  }

  async #sendTo(
    scene: ReleaseScene,
    goal: GoalInCluster,
    { memo, intent, bindings = [] }: Advance,
    signal: AbortSignal,
  ): Promise<ClusterMemo> {
    if (!intent) {
      return memo;
    }
    try {
      const generation = await this.#perform(scene, goal, intent, {
        paused: false,
        bindings,
        signal,
      });
      const { retryAt, ...rest } = memo;
      return {
        ...rest,
        failures: 0,
        sentAt: this.#clock.now().toISOString(),
        ...(generation === undefined ? {} : { generation }),
      };
    } catch (error) {
      signal.throwIfAborted();
      return this.#afterFailure(memo, inWords(error, scene));
    }
  }

  async #perform(
    scene: ReleaseScene,
    { target, goal, revision }: GoalInCluster,
    intent: Intent,
    {
      paused,
      bindings,
      signal,
    }: { paused: boolean; bindings: CarriedBinding[]; signal: AbortSignal },
  ): Promise<number | undefined> {
    const { release, identity } = scene;
    const facts = this.#fleet.clusterFacts(target.cluster);
    const writer = WorkloadWriter.create({
      client: this.#fleet
        .cluster(target.cluster)
        .asDeployer({
          tenant: release.tenant,
          requester: release.responsible,
        })
        .until(signal),
      cluster: {
        name: target.cluster,
        dataCentre: facts?.dataCentre.name ?? '',
      },
      identity,
    });
    if (goal.kind === 'absent' || !revision) {
      await writer.remove(scene.service.kind);
      return undefined;
    }
    const wished = {
      instances: goal.instances,
      revision,
      bindings,
      release: { id: release.id, requester: release.requester },
      paused,
    };
    return intent === 'scale' ? writer.scale(wished) : writer.apply(wished);
  }

  #afterFailure(memo: ClusterMemo, error: unknown): ClusterMemo {
    const sentence = sentenceOf(error);
    const now = this.#clock.now();
    if (isRefusal(error)) {
      return {
        ...memo,
        state: 'failed',
        sentence,
        refusal: sentence,
        finishedAt: now.toISOString(),
      };
    }
    const failures = memo.failures + 1;
    const retryMs = Math.min(1000 * 2 ** (failures - 1), MAX_RETRY_MS);
    return {
      ...memo,
      state: 'waiting',
      sentence,
      failures,
      retryAt: new Date(now.getTime() + retryMs).toISOString(),
    };
  }
}

/** A bundle of version 1 gives no right to CronJobs: what to do is said with the refusal. */
function inWords(error: unknown, { service }: ReleaseScene): unknown {
  return service.kind === 'scheduled-job' &&
    error instanceof KubeError &&
    error.kind === 'forbidden'
    ? new ConflictError(`${error.sentence}. ${bundleNeed('scheduled-jobs')}`)
    : error;
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof ConflictError ||
    (error instanceof KubeError && REFUSALS.has(error.kind))
  );
}

function sentenceOf(error: unknown): string {
  if (error instanceof KubeError) {
    return error.sentence;
  }
  return error instanceof Error ? error.message : String(error);
}
