import { ServiceUnavailableError } from '@backstage/errors';
import { Operation } from '@flytower/contract';
import { OperationWork, Store } from '@flytower/durable';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { SignIn } from '../../domain/credentials';
import {
  AccountRecord,
  BindingRecord,
  InstanceRecord,
} from '../../domain/records';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { Passwords } from '../instances/Passwords';
import { ServerDesk, ServerInHand } from '../operations/ServerDesk';
import { PodCounter, Spot } from './PodCounter';

/** What a pass of an operation on a binding looks at. */
export interface BindingScene {
  operation: Operation;
  binding: BindingRecord;
  instance: InstanceRecord;
  account: AccountRecord;
  server: ServerInHand;
  /** Aborted: nothing more is begun outside. */
  signal: AbortSignal;
  /** None where the tenant or its environment is gone. */
  spot?: Spot;
}

export interface SceneSource {
  store: Store;
  stores: PublicServicesStores;
  desk: ServerDesk;
  pods: PodCounter;
  tenancy: TenancyService;
}

/** Undefined where the binding is gone. */
export async function loadBindingScene(
  { operation, signal }: Pick<OperationWork, 'operation' | 'signal'>,
  { store, stores, desk, pods, tenancy }: SceneSource,
): Promise<BindingScene | undefined> {
  if (!tenancy.ready) {
    throw new ServiceUnavailableError('Tenants are not loaded yet');
  }
  const { knex } = store;
  const binding = await stores.bindings.byId(knex, operation.subject.id);
  if (!binding) {
    return undefined;
  }
  const instance = await stores.instances.byId(knex, binding.instanceId);
  const [account] = await stores.accounts.ofBindings(knex, [binding.id]);
  const server = instance && (await desk.serverOf(knex, instance, signal));
  if (!instance || !account || !server) {
    throw new Error(`The binding ${binding.id} has no instance to bind`);
  }
  const spot = pods.spotOf(binding);
  return {
    operation,
    binding,
    instance,
    account,
    server,
    signal,
    ...(spot ? { spot } : {}),
  };
}

/** How a client signs in with a version of the binding's credentials. */
export function signInOf(
  { instance, account, server }: BindingScene,
  passwords: Passwords,
  version: number,
): SignIn {
  const { host, port, tls } = server.access;
  return {
    engine: instance.engine,
    host,
    port,
    encrypted: tls !== undefined,
    ...(instance.engine === 'mysql' ? { database: instance.database } : {}),
    username: account.username,
    password: passwords.open(account, version),
  };
}
