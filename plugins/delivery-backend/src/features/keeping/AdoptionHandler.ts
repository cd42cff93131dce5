import { ConflictError } from '@backstage/errors';
import { Clock, newId, OperationWork, Outcome } from '@flytower/durable';
import { ClusterClient, Manifest, ownedFields } from '@flytower/kube';
import { FleetService } from '@flytower/plugin-fleet-node';
import { BindingService } from '@flytower/plugin-public-services-node';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { z } from 'zod';
import {
  AppliedRecord,
  ManifestRecord,
  RevisionRecord,
  ServiceRecord,
  Spot,
} from '../../domain/records';
import { lookAt, Seen } from '../../domain/sight';
import { aheadSentence, generationOf } from '../../domain/standing';
import { REVISION } from '../../rendering/renderPodTemplate';
import { ServiceIdentity } from '../../rendering/ServiceIdentity';
import { DeliveryStores } from '../../stores/DeliveryStores';
import {
  hashOfObjects,
  hashOfTemplate,
  RELEASE_ID,
  REQUESTER,
  stamped,
  stampless,
} from '../../workloads/stamp';
import { workloadOf } from '../../workloads/workloadOf';
import {
  RELEASE_MANAGER,
  WorkloadWriter,
} from '../../workloads/WorkloadWriter';
import { identityOf } from '../releases/domain/planRelease';
import { serviceShapeOf } from '../releases/domain/prepareManifest';
import { isRefusal, sentenceOf } from '../releases/LaneActs';
import {
  carriedBindings,
  carriedSpec,
  numbersOf,
  wishAfter,
} from './domain/adopted';

/** The operation that takes what runs in a cluster for what was applied. */
export const ADOPTION = 'service.adopt';

const inputSchema = z.object({ environment: z.string(), cluster: z.string() });

const AGAIN_MS = 5_000;

/** @internal */
export interface AdoptionHandlerOptions {
  stores: DeliveryStores;
  fleet: FleetService;
  tenancy: TenancyService;
  bindings: BindingService;
  clock: Clock;
}

/** What an adoption works with. */
interface Scene {
  service: ServiceRecord;
  identity: ServiceIdentity;
  spot: Spot;
  cluster: string;
  applied: AppliedRecord | undefined;
  sight: Seen;
  requester: string;
}

/**
 * Adopts a workload that its cluster holds and the database does not know, after a dump was put back: its objects, as
 * Flytower's own manager applied them, become a manifest with a generation above both, its revision is found or made again
 * from what it carries, and what is wished is changed to it. Of the workload nothing changes but its stamp, so that no pod
 * restarts.
 *
 * Killed between the stamp and the record it finds the workload still unknown, and does the same again.
 */
export class AdoptionHandler {
  readonly #options: AdoptionHandlerOptions;

  static create(options: AdoptionHandlerOptions): AdoptionHandler {
    return new AdoptionHandler(options);
  }

  private constructor(options: AdoptionHandlerOptions) {
    this.#options = options;
  }

  async handle({ operation, input, signal }: OperationWork): Promise<Outcome> {
    const { stores, tenancy, fleet, bindings } = this.#options;
    const { environment, cluster } = inputSchema.parse(input);
    const spot = { serviceId: operation.subject.id, environment };
    const services = await stores.services.byIds([spot.serviceId]);
    const service = services.get(spot.serviceId);
    const tenant = service && tenancy.tenant(service.tenant);
    if (!service || !tenant) {
      return { state: 'aborted', reason: 'Is not there any more' };
    }
    const identity = identityOf({ environment }, { tenant, service });
    const sight = lookAt(fleet, { ...identity, cluster });
    if (sight.kind === 'unseen') {
      return { state: 'waiting', reason: sight.sentence };
    }
    const rows = await stores.applied.ofSpot(spot);
    const applied = rows.find(one => one.cluster === cluster);
    if (aheadSentence(cluster, applied, sight) === undefined) {
      return {
        state: 'failed',
        reason: `There is nothing to adopt in ${cluster}: what runs there is what was applied`,
      };
    }
    if (!bindings.ready) {
      return {
        state: 'waiting',
        reason: 'Waits until the bindings are loaded',
      };
    }
    const scene: Scene = {
      service,
      identity,
      spot,
      cluster,
      applied,
      sight,
      requester: operation.requester,
    };
    try {
      return await this.#adopt(scene, signal);
    } catch (error) {
      signal.throwIfAborted();
      const reason = sentenceOf(error);
      return isRefusal(error)
        ? { state: 'failed', reason }
        : { state: 'waiting', reason, nextInMs: AGAIN_MS, lastError: reason };
    }
  }

  async #adopt(scene: Scene, signal: AbortSignal): Promise<Outcome> {
    const { stores, fleet, clock } = this.#options;
    const { service, identity, spot, cluster, requester } = scene;
    const client = fleet
      .cluster(cluster)
      .asDeployer({ tenant: service.tenant, requester })
      .until(signal);
    const objects = await ownObjects(client, scene);
    const revision = await this.#revision(scene);
    const manifest = await this.#manifest(scene, objects, revision);
    const object = await WorkloadWriter.create({
      client,
      cluster,
      identity,
      kind: workloadOf(service),
    }).apply(manifest);
    const at = clock.now().toISOString();
    const sentence = `Took what runs in ${cluster} as it is: revision ${revision.record.number}, ${manifest.instances} instances`;
    return {
      state: 'succeeded',
      reason: sentence,
      events: [
        {
          type: 'adoption.succeeded.v1',
          subject: { kind: 'service', id: service.id, name: service.slug },
          tenant: service.tenant,
          actor: requester,
          outcome: 'succeeded',
          summary: `${service.slug} in ${spot.environment}: ${sentence}`,
          data: {
            application: service.application,
            environment: spot.environment,
            cluster,
          },
        },
      ],
      write: async trx => {
        if (revision.isNew) {
          await stores.revisions.insert(trx, revision.record);
        }
        await stores.manifests.insert(trx, [manifest]);
        await stores.applied.begin(trx, manifest);
        await stores.applied.accept(trx, spot, manifest, {
          generation: manifest.generation,
          at,
          object,
        });
        const wish = await stores.wishes.find(spot, trx);
        await stores.wishes.put(trx, {
          ...spot,
          ...wishAfter(wish, { cluster, instances: manifest.instances }),
          revisionId: revision.record.id,
          releaseId: manifest.releaseId,
        });
        const changed = await stores.wishes.find(spot, trx);
        if (changed) {
          await stores.wishes.settle(trx, changed);
        }
        await stores.applied.settle(trx, spot);
      },
    };
  }

  /** The revision that runs: by its hash, or made again from the specification that the workload carries. */
  async #revision({
    service,
    cluster,
    sight: { workload },
    requester,
  }: Scene): Promise<{ record: RevisionRecord; isNew: boolean }> {
    const { revisions } = this.#options.stores;
    const hash = workload?.labels[REVISION] ?? '';
    const known = await revisions.byHash(service.id, hash);
    if (known) {
      return { record: known, isNew: false };
    }
    const spec = carriedSpec(workload?.annotations ?? {});
    if (!spec) {
      throw new ConflictError(
        `What runs in ${cluster} does not say by which specification it was made, so it cannot be adopted; take the Deployment out by kubectl, and release the service again`,
      );
    }
    const latest = await revisions.latest([service.id]);
    return {
      isNew: true,
      record: {
        id: newId(),
        serviceId: service.id,
        number: (latest.get(service.id)?.number ?? 0) + 1,
        hash,
        spec,
        createdBy: requester,
        createdAt: this.#options.clock.now().toISOString(),
      },
    };
  }

  async #manifest(
    { service, spot, cluster, applied, sight, requester }: Scene,
    objects: Manifest[],
    { record }: { record: RevisionRecord },
  ): Promise<ManifestRecord> {
    const { stores, bindings, clock } = this.#options;
    const { workload } = sight;
    const generation =
      Math.max(
        await stores.manifests.generation(service.id),
        workload ? generationOf(workload) : 0,
      ) + 1;
    const releaseId = workload?.annotations[RELEASE_ID] ?? newId();
    const hash = hashOfObjects(objects);
    return {
      ...spot,
      cluster,
      stage: applied?.stage ?? 'stable',
      generation,
      releaseId,
      revisionId: record.id,
      revisionHash: record.hash,
      ...numbersOf(objects[objects.length - 1]),
      bindings: carriedBindings(
        sight.pods.flatMap(({ secrets }) => secrets),
        bindings.bindingsOf(spot),
      ),
      size: record.spec.resources,
      templateHash: hashOfTemplate(objects),
      hash,
      ...serviceShapeOf(objects),
      objects: stamped(objects, {
        generation,
        hash,
        releaseId,
        requester: workload?.annotations[REQUESTER] ?? requester,
        spec: record.spec,
      }),
      createdAt: clock.now().toISOString(),
    };
  }
}

/** The service's objects as Flytower's manager applied them, the workload last. */
async function ownObjects(
  client: ClusterClient,
  { service, identity, cluster }: Scene,
): Promise<Manifest[]> {
  const kind = workloadOf(service);
  const refs = [...kind.beside(identity), kind.workload(identity)];
  const live = await Promise.all(refs.map(ref => client.get(ref)));
  const workload = live.at(-1);
  const owned = live.map(object =>
    object ? ownedFields(object, RELEASE_MANAGER) : undefined,
  );
  if (!workload || !owned.at(-1)) {
    throw new ConflictError(
      `What runs of ${service.slug} in ${cluster} was not applied by Flytower, so it cannot be adopted; take it out by kubectl, and release the service again`,
    );
  }
  const manifests = owned.flatMap(object =>
    object ? [JSON.parse(JSON.stringify(object))] : [],
  );
  return stampless(manifests);
}
