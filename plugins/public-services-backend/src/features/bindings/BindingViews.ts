import { NotFoundError } from '@backstage/errors';
import { OperationStore, Page, Store } from '@flytower/durable';
import { Binding } from '@flytower/plugin-public-services-common';
import type { Knex } from 'knex';
import { bindingHealth } from '../../domain/bindingHealth';
import { variablesOf } from '../../domain/credentials';
import { secretNameOf } from '../../domain/names';
import { BindingRecord, InstanceRecord } from '../../domain/records';
import { BindingFilter } from '../../stores/BindingStore';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { PodCounter } from './PodCounter';

export interface BindingViewsOptions {
  store: Store;
  stores: PublicServicesStores;
  operations: OperationStore;
  pods: PodCounter;
}

/** Bindings as the API shows them: how far their Secret and their pods are in each cluster. */
export class BindingViews {
  readonly #options: BindingViewsOptions;

  static create(options: BindingViewsOptions): BindingViews {
    return new BindingViews(options);
  }

  private constructor(options: BindingViewsOptions) {
    this.#options = options;
  }

  async page(filter: BindingFilter): Promise<Page<Binding>> {
    const { store, stores } = this.#options;
    return store.readTransaction(async trx => {
      const { items, ...rest } = await stores.bindings.page(trx, filter);
      return { items: await this.views(trx, items), ...rest };
    });
  }

  async get(tenant: string, name: string): Promise<Binding> {
    const { store, stores } = this.#options;
    return store.readTransaction(async trx => {
      const found = await stores.bindings.find(trx, tenant, name);
      if (!found) {
        throw bindingNotFound(tenant, name);
      }
      const [view] = await this.views(trx, [found]);
      return view;
    });
  }

  /** All bindings, or those of these instances. */
  async all(knex: Knex, instanceIds?: string[]): Promise<Binding[]> {
    const { bindings } = this.#options.stores;
    const filter = instanceIds ? { instanceIds } : {};
    return this.views(knex, await bindings.all(knex, filter));
  }

  async views(knex: Knex, records: BindingRecord[]): Promise<Binding[]> {
    const { stores, operations, pods } = this.#options;
    const instances = await stores.instances.byIds(
      knex,
      records.map(({ instanceId }) => instanceId),
    );
    const newest = await operations.newest(
      knex,
      records.map(({ id }) => id),
    );
    return records.flatMap(record => {
      const instance = instances.get(record.instanceId);
      return instance
        ? [
            {
              ...viewOf(record, instance),
              health: bindingHealth(record, instance, newest.get(record.id)),
              clusters: pods.clustersOf(record),
            },
          ]
        : [];
    });
  }
}

function viewOf(
  record: BindingRecord,
  instance: InstanceRecord,
): Omit<Binding, 'health' | 'clusters'> {
  const { secrets: _, forced: __, instanceId: ___, ...shown } = record;
  const { prefix, ...rest } = shown;
  return {
    ...rest,
    instance: instance.name,
    engine: instance.engine,
    state:
      record.state === 'ready' && instance.state === 'disabled'
        ? 'disabled'
        : record.state,
    secretName: secretNameOf(record.name, record.version),
    variables: variablesOf(instance.engine, prefix),
  };
}

export function bindingNotFound(tenant: string, name: string): NotFoundError {
  return new NotFoundError(`There is no binding "${name}" in ${tenant}`);
}
