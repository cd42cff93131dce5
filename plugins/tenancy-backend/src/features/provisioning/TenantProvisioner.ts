import {
  Clock,
  ControlVerb,
  NewEvent,
  OperationHandler,
  OperationWork,
  Outcome,
  Store,
} from '@flytower/durable';
import { OperationState } from '@flytower/contract';
import type { Knex } from 'knex';
import { z } from 'zod';
import {
  Conclusion,
  concludePass,
  directionOf,
  scopeOf,
} from '../../domain/concludePass';
import { kindsOfOperation, OperationKind } from '../../domain/operationKinds';
import { ClusterReport } from '../../domain/reports';
import { stepsAfter } from '../../domain/steps';
import { targetsAfter, TargetUpdate } from '../../domain/targets';
import { boundClusters, TenantRecord } from '../../domain/TenantRecord';
import { BindingStore } from '../tenants/BindingStore';
import { TenantStore } from '../tenants/TenantStore';
import { ClusterProvisioner, ClusterWork } from './ClusterProvisioner';
import { withinPatience } from './withinPatience';

/** How long a pass waits for a cluster before the others' results are recorded without it. */
const PATIENCE_MS = 4_000;

/** What the provisioner needs. */
export interface TenantProvisionerOptions {
  store: Store;
  tenants: TenantStore;
  bindings: BindingStore;
  clusters: ClusterProvisioner;
  clock: Clock;
  /** Called after each commit that changed tenants. */
  onCommit: () => void;
  patienceMs?: number;
}

const inputSchema = z.object({
  clusters: z.array(z.string()).optional(),
  /** The other installation from which it is taken over. */
  from: z.string().optional(),
});

/**
 * Brings tenants about in clusters. Desired is what the database says (which clusters a tenant is bound to, which it is
 * leaving, its quota); commands change that, and every kind of operation is the same convergence towards it:
 *
 * observe → plan → act in all its clusters at once, each settled on its own → record steps, targets, state and sentence.
 *
 * Killed between any two of these, the next pass observes again and loses nothing.
 */
export class TenantProvisioner {
  readonly #options: TenantProvisionerOptions;

  private constructor(options: TenantProvisionerOptions) {
    this.#options = options;
  }

  static create(options: TenantProvisionerOptions): TenantProvisioner {
    return new TenantProvisioner(options);
  }

  /** For the engine: one handler a kind of operation. */
  handlers(): Record<OperationKind, OperationHandler> {
    const handlerOf =
      (kind: OperationKind): OperationHandler =>
      work =>
        this.#pass(kind, work);
    return {
      'tenant.onboard': handlerOf('tenant.onboard'),
      'tenant.bind-cluster': handlerOf('tenant.bind-cluster'),
      'tenant.unbind-cluster': handlerOf('tenant.unbind-cluster'),
      'tenant.change-quota': handlerOf('tenant.change-quota'),
      'tenant.repair': handlerOf('tenant.repair'),
      'tenant.take-over': handlerOf('tenant.take-over'),
    };
  }

  async #pass(kind: OperationKind, work: OperationWork): Promise<Outcome> {
    const { operation, wish } = work;
    if (staysPaused(operation.state, wish)) {
      return { state: 'paused', reason: 'Paused; resume it to go on' };
    }
    const tenant = await this.#options.store.readTransaction(trx =>
      this.#options.tenants.get(trx, { id: operation.subject.id }),
    );
    if (!tenant) {
      return {
        state: 'aborted',
        reason: `The tenant ${operation.subject.name} is gone`,
      };
    }
    // Only the abort of its onboarding makes a tenant leave before it has come.
    const takenBack =
      kind === 'tenant.onboard' && tenant.state === 'offboarding';
    const aborting =
      wish === 'abort' || operation.aborting === true || takenBack;
    const { clusters: only, from } = inputSchema.parse(work.input);
    const direction = directionOf(kindsOfOperation[kind], aborting);
    const scope = scopeOf(tenant, direction, only);
    if (scope.length === 0) {
      return this.#overtaken(kind, work, tenant, aborting);
    }
    const reports = await Promise.all(
      scope.map(cluster =>
        this.#settle(
          tenant,
          { cluster, leaving: direction === 'leave', from },
          work.signal,
        ),
      ),
    );
    // What was seen under a lease that may be another's by now is not to be told.
    work.signal.throwIfAborted();
    return this.#conclude(kind, work, tenant, reports, aborting);
  }

  async #settle(
    tenant: TenantRecord,
    wish: Pick<ClusterWork, 'cluster' | 'leaving' | 'from'>,
    signal: AbortSignal,
  ): Promise<ClusterReport> {
    const { clusters, patienceMs = PATIENCE_MS } = this.#options;
    const { cluster, leaving } = wish;
    const environments = tenant.environments
      .filter(({ targets }) => targets.some(one => one.cluster === cluster))
      .map(({ name }) => name);
    const work = { ...wish, tenant, quota: tenant.quota, environments };
    const settle = (patience: AbortSignal) =>
      clusters.settle(work, { patience, lease: signal });
    return withinPatience(patienceMs, settle, () => ({
      cluster,
      leaving,
      objects: [],
      problem: `${cluster} did not finish within ${
        patienceMs / 1_000
      } s; it is asked again`,
    }));
  }

  #conclude(
    kind: OperationKind,
    { operation }: OperationWork,
    tenant: TenantRecord,
    reports: readonly ClusterReport[],
    aborting: boolean,
  ): Outcome {
    const now = this.#options.clock.now();
    const targets = targetsAfter(tenant, reports, now);
    const conclusion = concludePass(
      kindsOfOperation[kind],
      tenant,
      reports,
      aborting,
    );
    const finished =
      conclusion.state === 'succeeded' || conclusion.state === 'aborted';
    const changed = finished || changesTargets(tenant, targets);
    return {
      ...conclusion,
      steps: stepsAfter(operation.steps, reports, now),
      write: async trx => {
        await this.#options.bindings.updateTargets(trx, targets);
        if (finished) {
          await this.#finish(trx, kind, tenant, reports, aborting);
        }
        trx.executionPromise.then(this.#options.onCommit, () => undefined);
      },
      events: changed ? [eventOf(kind, operation, tenant, conclusion)] : [],
    };
  }

  async #finish(
    trx: Knex.Transaction,
    kind: OperationKind,
    tenant: TenantRecord,
    reports: readonly ClusterReport[],
    aborting: boolean,
  ): Promise<void> {
    const { tenants, bindings } = this.#options;
    for (const { cluster, leaving } of reports) {
      if (leaving) {
        await bindings.unbind(trx, tenant, cluster);
      }
    }
    if (kind === 'tenant.onboard') {
      await (aborting
        ? tenants.remove(trx, tenant.id)
        : tenants.update(trx, tenant.id, { state: 'active' }));
    }
  }

  /** Nothing is left to do: a later command took the clusters over, or an abort had nothing to undo. */
  #overtaken(
    kind: OperationKind,
    { operation }: OperationWork,
    tenant: TenantRecord,
    aborting: boolean,
  ): Outcome {
    const conclusion: Conclusion = {
      state: 'aborted',
      reason: aborting
        ? kindsOfOperation[kind].undone(
            tenant,
            boundClusters(tenant).join(', '),
          )
        : `A later change of ${tenant.slug} took its place`,
    };
    return {
      ...conclusion,
      events: [eventOf(kind, operation, tenant, conclusion)],
    };
  }
}

function staysPaused(state: string, wish: ControlVerb | undefined): boolean {
  return wish === 'pause' || (state === 'paused' && wish === undefined);
}

function changesTargets(
  tenant: TenantRecord,
  updates: readonly TargetUpdate[],
): boolean {
  return updates.some(({ environmentId, target }) => {
    const before = tenant.environments
      .find(({ id }) => id === environmentId)
      ?.targets.find(({ cluster }) => cluster === target.cluster);
    return (
      before?.state !== target.state ||
      before.sentence !== target.sentence ||
      before.keptBy !== target.keptBy
    );
  });
}

function eventOf(
  kind: OperationKind,
  operation: OperationWork['operation'],
  tenant: TenantRecord,
  { state, reason }: Conclusion,
): NewEvent {
  return {
    type: typeOf(kind, state),
    subject: operation.subject,
    tenant: tenant.slug,
    operationId: operation.id,
    actor: operation.requester,
    ...(state === 'succeeded' || state === 'aborted' ? { outcome: state } : {}),
    summary: reason,
    data: { kind },
  };
}

function typeOf(kind: OperationKind, state: OperationState): string {
  switch (state) {
    case 'succeeded':
      return kindsOfOperation[kind].event;
    case 'aborted':
      return 'tenant.operation-aborted.v1';
    default:
      return 'tenant.changed.v1';
  }
}
