import { Manifest } from '@flytower/kube';
import { sameCredentials, CarriedBinding } from '../../../domain/bindings';
import {
  Lane,
  ManifestFacts,
  ManifestRecord,
  ReleaseRecord,
} from '../../../domain/records';
import {
  ClusterIdentity,
  ServiceIdentity,
} from '../../../rendering/ServiceIdentity';
import {
  hashOfObjects,
  hashOfTemplate,
  stamped,
  stampless,
} from '../../../workloads/stamp';
import { shapeOfSent } from '../../../workloads/serviceShape';
import { WorkloadKind } from '../../../workloads/WorkloadKind';
import { LaneGoal } from './goalsOf';

/** What a manifest is to say, before it has a generation. */
export type RunGoal = Extract<LaneGoal, { kind: 'run' }>;

/** Whether a manifest says what the goal asks for. */
export function saysSame(
  manifest: ManifestFacts,
  goal: RunGoal,
  bindings: readonly CarriedBinding[],
): boolean {
  return (
    manifest.instances === goal.instances &&
    manifest.paused === goal.paused &&
    isOfTemplate(manifest, goal, bindings)
  );
}

/** Whether the pods of a manifest are those of the goal: revision and credentials. */
export function isOfTemplate(
  manifest: Pick<ManifestFacts, 'revisionId' | 'bindings'>,
  goal: Pick<RunGoal, 'revision'>,
  bindings: readonly CarriedBinding[],
): boolean {
  return (
    manifest.revisionId === goal.revision.id &&
    sameCredentials(manifest.bindings, bindings)
  );
}

/**
 * The manifest that brings a lane to its goal. Where the goal does not ask for a new rendering and a stored manifest has its
 * template, the stored objects are taken and resized.
 */
export function prepareManifest(options: {
  release: Pick<
    ReleaseRecord,
    'id' | 'requester' | 'serviceId' | 'environment'
  >;
  identity: ServiceIdentity;
  kind: WorkloadKind;
  lane: Lane;
  cluster: ClusterIdentity;
  goal: RunGoal;
  bindings: CarriedBinding[];
  /** Manifests of the lane that may be taken again, the best first. */
  stored: readonly ManifestRecord[];
  generation: number;
  now: Date;
}): ManifestRecord {
  const { release, kind, lane, goal, bindings, generation } = options;
  const { revision, instances, paused } = goal;
  const again = goal.anew
    ? undefined
    : options.stored.find(
        one => one.hash !== '' && isOfTemplate(one, goal, bindings),
      );
  const objects = again
    ? kind.resize(stampless(again.objects), { instances, paused })
    : kind.render({
        identity: options.identity,
        stage: lane.stage,
        cluster: options.cluster,
        revision,
        bindings,
        instances,
        paused,
      });
  const hash = hashOfObjects(objects);
  return {
    serviceId: release.serviceId,
    environment: release.environment,
    cluster: lane.cluster,
    stage: lane.stage,
    generation,
    releaseId: release.id,
    revisionId: revision.id,
    revisionHash: revision.hash,
    instances,
    paused,
    bindings,
    size: revision.spec.resources,
    templateHash: hashOfTemplate(objects),
    hash,
    ...serviceShapeOf(objects),
    objects: stamped(objects, {
      generation,
      hash,
      releaseId: release.id,
      requester: release.requester,
      spec: revision.spec,
    }),
    createdAt: options.now.toISOString(),
  };
}

/** The shape of the Kubernetes Service among the objects, where there is one. */
export function serviceShapeOf(
  objects: readonly Manifest[],
): Pick<ManifestFacts, 'serviceShape'> {
  const service = objects.find(({ kind }) => kind === 'Service');
  return service ? { serviceShape: shapeOfSent(service) } : {};
}
