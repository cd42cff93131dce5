import { OperationStep } from '@flytower/contract';
import { Clock, NewEvent, OperationWork, Outcome } from '@flytower/durable';
import { FleetService } from '@flytower/plugin-fleet-node';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { z } from 'zod';
import { AppliedRecord, ServiceRecord } from '../../domain/records';
import { lookAt } from '../../domain/sight';
import { ServiceIdentity } from '../../rendering/ServiceIdentity';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { WorkloadKind } from '../../workloads/WorkloadKind';
import { workloadOf } from '../../workloads/workloadOf';
import { WorkloadWriter, WrittenObject } from '../../workloads/WorkloadWriter';
import { identityOf } from '../releases/domain/planRelease';
import { isRefusal, sentenceOf } from '../releases/LaneActs';
import { Difference, differences } from './domain/differences';
import { Drift, driftOf, isRepairable } from './domain/driftOf';
import { repairsInARow } from './domain/repairPace';

/** The operation of a repair. */
export const REPAIR = 'service.repair';

/** Who acts where nobody asked. */
export const NOBODY = 'flytower';

export const repairInputSchema = z.object({ environment: z.string() });

const MOST_DIFFERENCES = 5;
const AGAIN_MS = 5_000;

/** A lane that is to be repaired, and what came of it. */
interface Repair {
  row: AppliedRecord;
  drift: Drift;
  found: Difference[];
  object?: WrittenObject;
  error?: unknown;
}

/** @internal */
export interface RepairHandlerOptions {
  stores: DeliveryStores;
  fleet: FleetService;
  tenancy: TenancyService;
  clock: Clock;
}

/**
 * Repairs a service in one environment: applies the manifests again that were applied last, as they were stored. Nothing is
 * rendered, so that a newer Flytower restarts nobody by keeping what stands.
 *
 * It is an operation of the service, so that it never runs beside a release of it; a release that has begun or is about to
 * has the last word, and the repair ends.
 */
export class RepairHandler {
  readonly #options: RepairHandlerOptions;

  static create(options: RepairHandlerOptions): RepairHandler {
    return new RepairHandler(options);
  }

  private constructor(options: RepairHandlerOptions) {
    this.#options = options;
  }

  async handle({ operation, input, signal }: OperationWork): Promise<Outcome> {
    const { stores, tenancy } = this.#options;
    const { environment } = repairInputSchema.parse(input);
    const spot = { serviceId: operation.subject.id, environment };
    const services = await stores.services.byIds([spot.serviceId]);
    const service = services.get(spot.serviceId);
    const tenant = service && tenancy.tenant(service.tenant);
    if (!service || !tenant) {
      return over('Is not there any more');
    }
    const release = await stores.releases.movingIn(spot);
    if (release) {
      return over(`Release ${release.number} has begun, and has the last word`);
    }
    const wish = await stores.wishes.find(spot);
    if (wish?.repairPaused) {
      return over(`${wish.repairPaused.by} paused the repair`);
    }
    const identity = identityOf({ environment }, { tenant, service });
    const kind = workloadOf(service);
    const rows = await stores.applied.ofSpot(spot);
    const repairs = await Promise.all(
      rows.flatMap(row => {
        const drift = this.#drift(row, identity, kind);
        return drift
          ? [this.#repair(service, identity, row, drift, signal)]
          : [];
      }),
    );
    signal.throwIfAborted();
    return this.#outcome(service, environment, repairs);
  }

  #drift(
    row: AppliedRecord,
    identity: ServiceIdentity,
    kind: WorkloadKind,
  ): Drift | undefined {
    const sight = lookAt(this.#options.fleet, { ...identity, ...row });
    const drift = driftOf({ applied: row, identity, kind, sight });
    return isRepairable(drift) ? drift : undefined;
  }

  async #repair(
    service: ServiceRecord,
    identity: ServiceIdentity,
    row: AppliedRecord,
    drift: Drift,
    signal: AbortSignal,
  ): Promise<Repair> {
    const manifest = await this.#options.stores.manifests.find(
      row.serviceId,
      row.applied?.generation ?? 0,
    );
    if (!manifest) {
      return { row, drift, found: [] };
    }
    const client = this.#options.fleet
      .cluster(row.cluster)
      .asDeployer({ tenant: service.tenant, requester: NOBODY })
      .until(signal);
    try {
      const found = await this.#found(client, manifest.objects, drift);
      const object = await WorkloadWriter.create({
        client,
        cluster: row.cluster,
        identity,
        kind: workloadOf(service),
        ...(row.object ? { knownUid: row.object.uid } : {}),
      }).apply(manifest);
      return { row, drift, found, object };
    } catch (error) {
      signal.throwIfAborted();
      return { row, drift, found: [], error };
    }
  }

  /** What of the objects stands otherwise than it was sent, before it is taken back. */
  async #found(
    client: Parameters<typeof WorkloadWriter.create>[0]['client'],
    objects: NonNullable<
      Awaited<ReturnType<DeliveryStores['manifests']['find']>>
    >['objects'],
    drift: Drift,
  ): Promise<Difference[]> {
    if (drift.kind === 'missing') {
      return [];
    }
    const all = await Promise.all(
      objects.map(async object => {
        const live = await client.get({
          apiVersion: object.apiVersion,
          kind: object.kind,
          namespace: object.metadata.namespace ?? '',
          name: object.metadata.name,
        });
        return differences(
          JSON.parse(JSON.stringify(object)),
          live && JSON.parse(JSON.stringify(live)),
        );
      }),
    );
    return all.flat();
  }

  #outcome(
    service: ServiceRecord,
    environment: string,
    repairs: Repair[],
  ): Outcome {
    const now = this.#options.clock.now();
    const failed = repairs.filter(({ error }) => error !== undefined);
    const refused = failed.filter(({ error }) => isRefusal(error));
    const sentence =
      repairs.length === 0
        ? 'Everything stands as it was applied'
        : repairs.map(repair => words(repair)).join('; ');
    const isOver = failed.length === refused.length;
    const state = stateOf(isOver, refused.length > 0);
    return {
      state,
      reason: sentence,
      steps: repairs.map(stepOf),
      ...(isOver ? {} : { nextInMs: AGAIN_MS, lastError: sentence }),
      events:
        state !== 'waiting' && repairs.length > 0
          ? [repairEvent(service, environment, state, sentence, repairs)]
          : [],
      write: async trx => {
        for (const { row, object, error } of repairs) {
          await this.#options.stores.applied.repaired(trx, row, row, {
            count: repairsInARow(row, now) + 1,
            at: now.toISOString(),
            ...(object && error === undefined ? { object } : {}),
          });
        }
      },
    };
  }
}

/** A refusal is for a person; whatever else went wrong is tried again. */
function stateOf(isOver: boolean, isRefused: boolean) {
  if (isRefused) {
    return 'failed' as const;
  }
  return isOver ? ('succeeded' as const) : ('waiting' as const);
}

function over(reason: string): Outcome {
  return { state: 'aborted', reason };
}

function words({ row, drift, found, error }: Repair): string {
  if (error !== undefined) {
    return `${row.cluster} could not be repaired: ${sentenceOf(error)}`;
  }
  const shown = found
    .filter(({ path }) => !path.startsWith('metadata.annotations'))
    .slice(0, MOST_DIFFERENCES)
    .map(({ path, sent, found: was }) => `${path}: ${was} → ${sent}`)
    .join(', ');
  return `${drift.sentence}; applied again${shown ? ` (${shown})` : ''}`;
}

function stepOf(repair: Repair): OperationStep {
  return {
    id: `${repair.row.cluster}.${repair.row.stage}`,
    cluster: repair.row.cluster,
    title: 'Apply the stored manifest again',
    state: repair.error === undefined ? 'succeeded' : 'failed',
    message: words(repair),
  };
}

function repairEvent(
  service: ServiceRecord,
  environment: string,
  outcome: 'succeeded' | 'failed',
  sentence: string,
  repairs: Repair[],
): NewEvent {
  return {
    type: `repair.${outcome}.v1`,
    subject: { kind: 'service', id: service.id, name: service.slug },
    tenant: service.tenant,
    actor: NOBODY,
    outcome,
    summary: `${outcome === 'succeeded' ? 'Repaired' : 'Could not repair'} ${
      service.slug
    } in ${environment}: ${sentence}`,
    data: {
      application: service.application,
      service: service.slug,
      environment,
      clusters: repairs.map(({ row }) => row.cluster),
    },
  };
}
