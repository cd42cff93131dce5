import { ConflictError } from '@backstage/errors';
import { Clock } from '@flytower/durable';
import { KubeError, KubeErrorKind } from '@flytower/kube';
import { bundleNeed } from '@flytower/plugin-fleet-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { Lane, laneKey } from '../../domain/records';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { workloadOf } from '../../workloads/workloadOf';
import { WrittenObject, WorkloadWriter } from '../../workloads/WorkloadWriter';
import { Advance } from './domain/advanceLane';
import { LaneMemo } from './domain/releaseMemo';
import { ReleaseScene } from './ReleaseScene';

/** The cluster said no, and would say it again: a person must change something. */
const REFUSALS = new Set<KubeErrorKind>([
  'forbidden',
  'invalid',
  'conflict',
  'quota-exceeded',
]);
const MAX_RETRY_MS = 30_000;
/** A cluster that hangs keeps no other waiting longer than this. */
const PATIENCE_MS = 8_000;

/** Does in one lane's cluster what was planned. What goes wrong becomes a sentence and a time to try again. */
export class LaneActs {
  readonly #fleet: FleetService;
  readonly #stores: DeliveryStores;
  readonly #clock: Clock;

  static create(options: {
    fleet: FleetService;
    stores: DeliveryStores;
    clock: Clock;
  }): LaneActs {
    return new LaneActs(options);
  }

  private constructor(options: {
    fleet: FleetService;
    stores: DeliveryStores;
    clock: Clock;
  }) {
    this.#fleet = options.fleet;
    this.#stores = options.stores;
    this.#clock = options.clock;
  }

  /**
   * Carries the move out and gives what is to be remembered. Throws where the signal is aborted: then nothing more is begun,
   * and what was sent is for the next look to see.
   */
  async perform(
    scene: ReleaseScene,
    lane: Lane,
    { memo, intent }: Advance,
    signal: AbortSignal,
  ): Promise<LaneMemo> {
    if (!intent || intent.kind === 'prepare') {
      return memo;
    }
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const writer = () =>
      this.#writer(scene, lane, AbortSignal.any([signal, patience]));
    try {
      const object =
        intent.kind === 'remove'
          ? await writer().remove()
          : await this.#send(scene, intent.manifest.generation, writer());
      const { retryAt, ...rest } = memo;
      return {
        ...rest,
        failures: 0,
        sentAt: this.#clock.now().toISOString(),
        ...(object ? { object } : {}),
      };
    } catch (error) {
      signal.throwIfAborted();
      return this.#afterFailure(
        memo,
        patience.aborted
          ? new Error(
              `${lane.cluster} did not answer in ${PATIENCE_MS / 1000} seconds`,
            )
          : inWords(error, scene),
      );
    }
  }

  async #send(
    scene: ReleaseScene,
    generation: number,
    writer: WorkloadWriter,
  ): Promise<WrittenObject> {
    const { serviceId } = scene.release;
    const manifest = await this.#stores.manifests.find(serviceId, generation);
    if (!manifest) {
      throw new ConflictError(
        `Manifest ${generation} of ${scene.service.slug} is not there any more; retry the release`,
      );
    }
    return writer.apply(manifest);
  }

  #writer(
    { release, service, identity, applied }: ReleaseScene,
    lane: Lane,
    signal: AbortSignal,
  ): WorkloadWriter {
    const known = applied.find(one => laneKey(one) === laneKey(lane))?.object;
    return WorkloadWriter.create({
      client: this.#fleet
        .cluster(lane.cluster)
        .asDeployer({
          tenant: release.tenant,
          requester: release.responsible,
        })
        .until(signal),
      cluster: lane.cluster,
      identity,
      kind: workloadOf(service),
      ...(known ? { knownUid: known.uid } : {}),
    });
  }

  #afterFailure(memo: LaneMemo, error: unknown): LaneMemo {
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

/** Whether trying again would come to nothing. */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof ConflictError ||
    (error instanceof KubeError && REFUSALS.has(error.kind))
  );
}

/** What went wrong, for people. */
export function sentenceOf(error: unknown): string {
  if (error instanceof KubeError) {
    return error.sentence;
  }
  return error instanceof Error ? error.message : String(error);
}
