import { isFinished, OperationState } from '@flytower/contract';
import { Outcome } from '@flytower/durable';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { cronJobRef } from '../../rendering/renderCronJob';
import { deploymentRef } from '../../rendering/renderDeployment';
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
  state: OperationState;
  reason: string;
  nextAction?: string;
  nextInMs?: number;
  /** A newer release took over: what is wished is its affair. */
  superseded?: boolean;
}

/**
 * The outcome of one look, written in one transaction: the operation, how far each cluster is, what the clusters now
 * have, and at the end what is wished and the event for the operation log.
 */
export function recordOf(parts: RecordParts): Outcome {
  const { scene, memo, stores, state, reason, nextAction, nextInMs } = parts;
  const { release, service, identity } = scene;
  const goals = goalsOf({ ...scene, memo });
  const { kind, namespace, name } =
    service.kind === 'scheduled-job'
      ? cronJobRef(identity)
      : deploymentRef(identity);
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
      await writeDeployments(trx, parts);
      if (isFinished(state) && !parts.superseded) {
        await writeEnd(trx, parts);
      }
    },
  };
}

function outcomeOf(state: OperationState) {
  return state === 'succeeded' || state === 'failed' ? state : 'aborted';
}

/** Clusters that arrived have what their goal asked for; where something is about to be sent, that is uncertain. */
async function writeDeployments(
  trx: Transaction,
  { scene, memo, stores }: RecordParts,
): Promise<void> {
  for (const { target, goal } of goalsOf({ ...scene, memo })) {
    const { cluster } = target;
    const { state, attempted, bindings } = memo.clusters[cluster] ?? freshMemo;
    if (state === 'succeeded') {
      if (goal.kind === 'run') {
        await stores.placements.settle(trx, scene.release, {
          cluster,
          instances: goal.instances,
          revisionId: goal.revision.id,
          ...(bindings ? { bindings } : {}),
        });
      } else {
        await stores.placements.forget(trx, scene.release, cluster);
      }
    } else if (attempted) {
      await stores.placements.unsettle(trx, scene.release, cluster);
    }
  }
}

/**
 * The end of a release. Where it was aborted, or refused before anything was sent, what is wished is again what was
 * wished before it. Where it failed on its way, it stays what is wished: the next release starts from there.
 */
async function writeEnd(
  trx: Transaction,
  { scene, memo, stores, state }: RecordParts,
): Promise<void> {
  const { release } = scene;
  const { placements } = stores;
  const untouched = release.targets.every(
    ({ cluster }) => !(memo.clusters[cluster] ?? freshMemo).attempted,
  );
  if (state === 'succeeded') {
    if (release.kind === 'unpublish') {
      await placements.deletePlacement(trx, release);
    }
    return;
  }
  if (state === 'failed' && !untouched) {
    return;
  }
  if (release.previousPlacement && release.previousRevisionId) {
    await placements.putPlacement(trx, {
      ...release,
      placement: release.previousPlacement,
      revisionId: release.previousRevisionId,
      releaseId: release.id,
    });
  } else {
    await placements.deletePlacement(trx, release);
  }
  for (const target of release.targets) {
    const { cluster, from, fromRevisionId } = target;
    const { state: reached, attempted } = memo.clusters[cluster] ?? freshMemo;
    const empty =
      fromRevisionId === undefined &&
      (reached === 'succeeded' || (!attempted && !target.uncertain));
    if (empty) {
      await placements.forget(trx, release, cluster);
    } else {
      await placements.want(trx, release, cluster, from);
    }
  }
}
