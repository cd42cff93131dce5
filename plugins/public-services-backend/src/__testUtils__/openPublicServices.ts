import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Operation } from '@flytower/contract';
import { readRetention, Store } from '@flytower/durable';
import { FakeClock } from '@flytower/durable/testUtils';
import { ClusterClient } from '@flytower/kube';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import {
  CreateInstance,
  Engine,
} from '@flytower/plugin-public-services-common';
import { BindingHub } from '@flytower/plugin-public-services-node';
import {
  mockTenancy,
  MockTenant,
} from '@flytower/plugin-tenancy-node/testUtils';
import { Sealer, Secret } from '@flytower/sealing';
import { createPublicServices } from '../createPublicServices';
import { Drivers } from '../engines/EngineDriver';
import { MockDelivery } from './MockDelivery';
import { SimulatedDriver } from './SimulatedServer';

export const olivia = 'user:default/olivia';
export const dan = 'user:default/dan';

export const testSealer = () =>
  Sealer.create([
    { id: 'test', key: Secret.of(Buffer.alloc(32, 7).toString('base64')) },
  ]);

/** How the simulated server of an engine is reached. */
export function accessTo(engine: Engine, host: string, password = 'admin') {
  return {
    engine,
    host,
    port: 3306,
    administrator: { username: 'root', password },
  };
}

/** An order of a small MySQL database, changed as the test wishes. */
export function orderOf(change: Partial<CreateInstance> = {}): CreateInstance {
  return {
    name: 'orders',
    displayName: 'Orders',
    environment: 'prod',
    offering: 'mysql',
    plan: 'small',
    ...change,
  };
}

/** Public services over simulated servers: mysql-1 with the plan small, redis-1 with the plan cache; Dan's tenant payments. */
export async function openPublicServices(options: {
  store: Store;
  tenants?: MockTenant[];
  instancesPerTenant?: number;
  drivers?: Drivers;
  /** Real clusters instead of those in memory. */
  clusters?: readonly ClusterClient[];
  clock?: FakeClock;
  /** Where another process has set everything up already. */
  empty?: boolean;
}) {
  const { store, clock = new FakeClock() } = options;
  const mysql = new SimulatedDriver('mysql');
  const redis = new SimulatedDriver('redis');
  const fleet = mockFleet({
    now: () => clock.now(),
    clusters: options.clusters?.map(client => ({
      name: client.name,
      client,
    })) ?? [{ name: 'east' }, { name: 'west' }],
  });
  const tenancy = mockTenancy({
    tenants: options.tenants ?? [{ slug: 'payments' }, { slug: 'shop' }],
    members: [{ person: dan, tenant: 'payments', role: 'developer' }],
  });
  const hub = BindingHub.create();
  const delivery = new MockDelivery(hub);
  const services = createPublicServices({
    store,
    retention: readRetention(mockServices.rootConfig()),
    hub,
    fleet: fleet.service,
    tenancy: tenancy.tenancy,
    drivers: options.drivers ?? { mysql, redis },
    delivery,
    sealer: testSealer(),
    clock,
    logger: mockServices.logger.mock(),
    instancesPerTenant: options.instancesPerTenant ?? 20,
    demoServers: [],
  });
  let keys = 0;
  const asking = (requester = dan) => {
    keys += 1;
    return { requester, key: `key-${keys}` };
  };
  if (!options.empty) {
    for (const engine of ['mysql', 'redis'] as const) {
      await services.servers.register(
        {
          name: `${engine}-1`,
          displayName: engine,
          access: accessTo(engine, `${engine}-1`),
        },
        asking(olivia),
      );
      await services.plans.create(
        engine,
        {
          name: engine === 'mysql' ? 'small' : 'cache',
          displayName: 'Small',
          description: '',
          servers: [`${engine}-1`],
          limits: { connections: 10 },
        },
        asking(olivia),
      );
    }
  }

  /** Does what is due, for a number of steps of two seconds. */
  async function pass(steps: number): Promise<void> {
    for (let i = 0; i < steps; i += 1) {
      clock.advance(2_000);
      for (let at = 0; at < 20 && (await services.engine.runDue()) > 0; ) {
        at += 1;
      }
    }
  }

  /** Passes time until the operation is over, and gives it. */
  async function settled({ id }: Operation, steps = 60): Promise<Operation> {
    for (let i = 0; i < steps; i += 1) {
      const found = await operation(id);
      if (found.finishedAt !== undefined) {
        return found;
      }
      await pass(1);
    }
    return operation(id);
  }

  async function operation(id: string): Promise<Operation> {
    return services.control.get(id, { kind: 'all' });
  }

  /** An instance that is ready. */
  async function ordered(change: Partial<CreateInstance> = {}) {
    const started = await services.instances.create(
      'payments',
      orderOf(change),
      asking(),
    );
    return settled(started);
  }

  return {
    ...services,
    clock,
    mysql,
    redis,
    fleet,
    tenancy,
    hub,
    delivery,
    asking,
    askingPerson: (requester = dan) => ({
      ...asking(requester),
      credentials: mockCredentials.user(requester),
    }),
    pass,
    settled,
    operation,
    ordered,
  };
}

export type OpenPublicServices = Awaited<ReturnType<typeof openPublicServices>>;
