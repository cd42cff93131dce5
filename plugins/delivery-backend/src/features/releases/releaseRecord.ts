import { isFinished, OperationState } from '@flytower/contract';
import { Clock, Outcome } from '@flytower/durable';
import { laneKey, ManifestRecord, targetsOf } from '../../domain/records';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { workloadOf } from '../../workloads/workloadOf';
import { goalsOf } from './domain/goalsOf';
import { freshMemo, ReleaseMemo } from './domain/releaseMemo';
import { progressOf, stepsOf } from './domain/reportRelease';
import { releaseEvent } from './releaseEvents';
import { ReleaseScene } from './ReleaseScene';

type Transaction = Parameters<NonNullable<Outcome['write']>>[0];

/** @internal */
export interface RecordParts {
  scene: ReleaseScene;
  memo: ReleaseMemo;
  stores: DeliveryStores;
  clock: Clock;
  state: OperationState;
  reason: string;
  /** Manifests that are sent in the next look. */
  prepared?: readonly ManifestRecord[];
  nextAction?: string;
  nextInMs?: number;
  /** A newer release took over: what is wished is its affair. */
  superseded?: boolean;
}

/**
 * The outcome of one look, written in one transaction: the operation, how far each cluster is, what was sent to the
 * clusters, and at the end what is wished and the event for the operation log.
 */
export function recordOf(parts: RecordParts): Outcome {
  const { scene, memo, stores, state, reason, nextAction, nextInMs } = parts;
  const { release, service, identity } = scene;
  const goals = goalsOf({ ...scene, memo });
  const { kind, namespace, name } = workloadOf(service).workload(identity);
  return {
    state,
    reason,
    memo,
    steps: stepsOf(goals, memo, `${kind} ${namespace}/${name}`),
    ...(nextAction === undefined ? {} : { nextAction }),
    ...(nextInMs === undefined ? {} : { nextInMs }),
    events: isFinished(state)
      ? [
          releaseEvent({
            release,
            service,
            outcome: outcomeOf(state),
            actor: release.responsible,
            sentence: reason,
          }),
        ]
      : [],
    write: async trx => {
      await stores.releases.setProgress(
        trx,
        release.id,
        progressOf(release, memo),
      );
      await writeApplied(trx, parts);
      if (isFinished(state) && !parts.superseded) {
        await writeEnd(trx, parts);
      }
    },
  };
}

function outcomeOf(state: OperationState) {
  return state === 'succeeded' || state === 'failed' ? state : 'aborted';
}

/** What was sent, what was accepted, what runs whole, what is gone. */
async function writeApplied(
  trx: Transaction,
  { scene, memo, stores, prepared = [] }: RecordParts,
): Promise<void> {
  const { applied, manifests } = stores;
  const { release } = scene;
  await manifests.insert(trx, prepared);
  for (const manifest of prepared) {
    await applied.begin(trx, manifest);
  }
  for (const { target, goal } of goalsOf({ ...scene, memo })) {
    const one = memo.lanes[laneKey(target)] ?? freshMemo;
    if (goal.kind === 'absent') {
      if (one.state === 'succeeded') {
        await applied.forget(trx, release, target);
      } else if (one.attempted) {
        await applied.remove(trx, release, target);
      }
    } else if (one.manifest !== undefined && one.sentAt !== undefined) {
      await applied.accept(trx, release, target, {
        generation: one.manifest,
        at: one.sentAt,
        ...(one.object ? { object: one.object } : {}),
      });
    }
  }
}

/**
 * The end of a release. Where it was aborted, or refused before anything was sent, what is wished is again what was settled
 * before it. Where it failed on its way, it stays what is wished: the next release starts from there.
 */
async function writeEnd(
  trx: Transaction,
  { scene, memo, stores, state }: RecordParts,
): Promise<void> {
  const { release } = scene;
  const untouched = targetsOf(release).every(
    target => !(memo.lanes[laneKey(target)] ?? freshMemo).attempted,
  );
  const wish = await stores.wishes.find(release, trx);
  const goesBack = state === 'aborted' || (state === 'failed' && untouched);
  if (goesBack && wish?.settled) {
    await stores.wishes.put(trx, {
      ...wish,
      ...wish.settled,
      releaseId: release.id,
    });
  } else if (
    goesBack ||
    (state === 'succeeded' && release.kind === 'unpublish')
  ) {
    await stores.wishes.delete(trx, release);
  } else if (wish) {
    await stores.wishes.settle(trx, wish);
  }
  await stores.applied.settle(trx, release);
  await stores.manifests.removeUnneeded(
    trx,
    release.serviceId,
    await stores.releases.manifestsToGoBackTo(release.serviceId, trx),
  );
}
