import { ConflictError } from '@backstage/errors';
import { JsonObject, JsonValue } from '@backstage/types';
import { Operation, operationSchema } from '@flytower/contract';
import { tenantNotFound } from '@flytower/contract-node';
import {
  appendEvent,
  Clock,
  OperationStore,
  Store,
  withIdempotency,
} from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import { OperationKind } from '../../domain/operationKinds';
import { pendingSteps } from '../../domain/steps';
import { boundClusters, TenantRecord } from '../../domain/TenantRecord';
import { tenantObjects } from '../../domain/tenantObjects';
import { TenantStore } from '../tenants/TenantStore';

/** Who asks, and the key that makes asking twice one act. */
export interface Asking {
  requester: string;
  key: string;
  /** The generation of the tenant that the person has seen. */
  ifMatch?: string;
}

/** An operation that a command starts. */
export interface Start {
  kind: OperationKind;
  /** All bound clusters when left out. */
  clusters?: string[];
  /** What was asked, in a sentence for the operation log. */
  summary: string;
  /** What the engine or an abort needs besides. */
  input?: JsonObject;
}

/** What the runner needs. */
export interface CommandRunnerOptions {
  store: Store;
  tenants: TenantStore;
  operations: OperationStore;
  clock: Clock;
  /** Awaited after each command, so that its caller sees what it did. */
  refresh: () => Promise<void>;
}

/**
 * What all commands on tenants have in common: one transaction for what is desired, its event and its operation; done once
 * for each key, with the first answer ever after.
 */
export class CommandRunner {
  readonly #options: CommandRunnerOptions;

  private constructor(options: CommandRunnerOptions) {
    this.#options = options;
  }

  static create(options: CommandRunnerOptions): CommandRunner {
    return new CommandRunner(options);
  }

  /** Runs a command that answers with an operation. */
  async startOnce(
    route: string,
    body: object,
    asking: Asking,
    work: (trx: Knex.Transaction) => Promise<Operation>,
  ): Promise<Operation> {
    return operationSchema.parse(await this.once(route, body, asking, work));
  }

  /** Runs a command. The answer is what the first call of this key got, as JSON. */
  async once(
    route: string,
    body: object,
    { requester, key }: Asking,
    work: (trx: Knex.Transaction) => Promise<object>,
  ): Promise<JsonValue> {
    const { store, clock, refresh } = this.#options;
    const fingerprint = `${route} ${JSON.stringify(body)}`;
    const answer = await withIdempotency(
      store,
      { caller: requester, key, fingerprint, clock },
      async trx => asJson(await work(trx)),
    );
    await refresh();
    return answer;
  }

  /** The tenant as it is now, for what has to be asked of clusters before the command's transaction. */
  async find(slug: string): Promise<TenantRecord | undefined> {
    const { store, tenants } = this.#options;
    return store.readTransaction(trx => tenants.get(trx, { slug }));
  }

  /** The tenant under its lock, if it can be changed and is still as the person has seen it. */
  async usable(
    trx: Knex.Transaction,
    slug: string,
    { ifMatch }: Pick<Asking, 'ifMatch'> = {},
  ): Promise<TenantRecord> {
    const tenant = await this.#options.tenants.lock(trx, { slug });
    if (!tenant) {
      throw tenantNotFound(slug);
    }
    if (tenant.state === 'offboarding') {
      throw new ConflictError(`${slug} is being removed; it cannot be changed`);
    }
    const wanted = ifMatch?.replace(/^(?:W\/)?"?(.*?)"?$/, '$1');
    if (![undefined, '*', String(tenant.generation)].includes(wanted)) {
      throw new ConflictError(
        `${slug} has changed since you looked (it is at generation ${tenant.generation}, not ${wanted}); look again and decide anew`,
      );
    }
    return tenant;
  }

  /** Starts the operation that brings about what the command has written before in the same transaction. */
  async start(
    trx: Knex.Transaction,
    tenantId: string,
    requester: string,
    { kind, summary, input, ...start }: Start,
  ): Promise<Operation> {
    const { tenants, operations, clock } = this.#options;
    const tenant = await tenants.get(trx, { id: tenantId });
    if (!tenant) {
      throw new Error(`The tenant ${tenantId} is gone within its own command`);
    }
    const clusters = start.clusters ?? boundClusters(tenant);
    const operation = await operations.start(trx, {
      kind,
      subject: { kind: 'tenant', id: tenant.id, name: tenant.slug },
      tenant: tenant.slug,
      requester,
      actor: 'flytower',
      reason: 'Starts in a moment',
      steps: kind === 'tenant.unbind-cluster' ? [] : stepsOf(tenant, clusters),
      input: { ...input, ...(start.clusters ? { clusters } : {}) },
    });
    await appendEvent(trx, clock, {
      type: 'tenant.operation-requested.v1',
      subject: operation.subject,
      tenant: tenant.slug,
      operationId: operation.id,
      actor: requester,
      outcome: 'requested',
      summary,
      data: { kind, clusters },
    });
    return operation;
  }
}

function stepsOf(tenant: TenantRecord, clusters: readonly string[]) {
  return pendingSteps(
    clusters.map(cluster => ({
      cluster,
      objects: tenantObjects({
        tenant,
        quota: tenant.quota,
        environments: tenant.environments
          .filter(({ targets }) => targets.some(one => one.cluster === cluster))
          .map(({ name }) => name),
      }),
    })),
  );
}

/** Drops fields that are undefined: JSON has none. */
function asJson(value: object): JsonValue {
  return z.json().parse(JSON.parse(JSON.stringify(value)));
}
