import { Operation } from '@flytower/contract';
import { groupBy, OperationStore, Page, Store } from '@flytower/durable';
import { Account, Instance } from '@flytower/plugin-public-services-common';
import type { Knex } from 'knex';
import { instanceHealth } from '../../domain/instanceHealth';
import {
  AccountRecord,
  InstanceRecord,
  ServerRecord,
} from '../../domain/records';
import { InstanceFilter } from '../../stores/InstanceStore';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { instanceNotFound } from './InstanceService';

/** Instances as the API shows them. */
export class InstanceViews {
  readonly #store: Store;
  readonly #stores: PublicServicesStores;
  readonly #operations: OperationStore;

  static create(options: {
    store: Store;
    stores: PublicServicesStores;
    operations: OperationStore;
  }): InstanceViews {
    return new InstanceViews(options);
  }

  private constructor(options: {
    store: Store;
    stores: PublicServicesStores;
    operations: OperationStore;
  }) {
    this.#store = options.store;
    this.#stores = options.stores;
    this.#operations = options.operations;
  }

  async page(filter: InstanceFilter): Promise<Page<Instance>> {
    return this.#store.readTransaction(async trx => {
      const { items, ...rest } = await this.#stores.instances.page(trx, filter);
      return { items: await this.views(trx, items), ...rest };
    });
  }

  async get(tenant: string, name: string): Promise<Instance> {
    return this.#store.readTransaction(async trx => {
      const found = await this.#stores.instances.find(trx, tenant, name);
      if (!found) {
        throw instanceNotFound(tenant, name);
      }
      const [view] = await this.views(trx, [found]);
      return view;
    });
  }

  /** All instances, or those with these ids. */
  async all(knex: Knex, ids?: string[]): Promise<Instance[]> {
    const { instances } = this.#stores;
    return this.views(knex, await instances.all(knex, ids ? { ids } : {}));
  }

  async views(knex: Knex, records: InstanceRecord[]): Promise<Instance[]> {
    const { servers, accounts, bindings } = this.#stores;
    const ids = records.map(({ id }) => id);
    const byId = new Map((await servers.list(knex)).map(one => [one.id, one]));
    const accountsOf = groupBy(
      await accounts.ofInstances(knex, ids),
      ({ instanceId }) => instanceId,
    );
    const bound = await bindings.all(knex, { instanceIds: ids });
    const names = new Map(bound.map(({ id, name }) => [id, name]));
    const counts = await bindings.counts(knex, ids);
    const operations = await this.#operations.newest(knex, ids);
    return records.map(record => ({
      ...viewOf(
        record,
        byId.get(record.serverId ?? ''),
        operations.get(record.id),
      ),
      accounts: (accountsOf.get(record.id) ?? []).map(account =>
        accountView(account, names),
      ),
      bindings: counts.get(record.id) ?? 0,
    }));
  }
}

function viewOf(
  record: InstanceRecord,
  server: ServerRecord | undefined,
  operation: Operation | undefined,
): Omit<Instance, 'accounts' | 'bindings'> {
  const { observed, state } = record;
  return {
    id: record.id,
    tenant: record.tenant,
    environment: record.environment,
    name: record.name,
    displayName: record.displayName,
    offering: record.engine,
    plan: record.plan,
    engine: record.engine,
    edition: 'host',
    limits: record.limits,
    state,
    health: instanceHealth(record, server, operation),
    ...(server && state !== 'creating'
      ? {
          endpoint: {
            host: server.host,
            port: server.port,
            ...(record.engine === 'mysql' ? { database: record.database } : {}),
          },
        }
      : {}),
    ...(observed
      ? {
          usage: {
            ...(observed.storageBytes === undefined
              ? {}
              : { storageBytes: observed.storageBytes }),
            ...(observed.connections === undefined
              ? {}
              : { connections: observed.connections }),
            at: observed.at,
          },
        }
      : {}),
    ...(operation
      ? {
          lastOperation: {
            id: operation.id,
            kind: operation.kind,
            state: operation.state,
          },
        }
      : {}),
    createdBy: record.createdBy,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    generation: record.generation,
  };
}

function accountView(
  account: AccountRecord,
  bindings: ReadonlyMap<string, string>,
): Account {
  const { id, username, bindingId, state, version, change } = account;
  const shown = account.passwords.find(one => one.version === version)?.shown;
  const binding = bindingId === undefined ? undefined : bindings.get(bindingId);
  return {
    id,
    username,
    ...(binding === undefined ? {} : { binding }),
    state,
    version,
    ...(shown ? { shown } : {}),
    ...(change ? { change } : {}),
  };
}
