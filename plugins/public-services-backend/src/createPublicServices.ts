import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Clock,
  Engine,
  exceptNewestOf,
  OperationStore,
  Resealer,
  Retention,
  RetentionPeriods,
  Store,
} from '@flytower/durable';
import { FleetService } from '@flytower/plugin-fleet-node';
import { BindingHub } from '@flytower/plugin-public-services-node';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { Sealer } from '@flytower/sealing';
import { Drivers } from './engines/EngineDriver';
import { BindingHandler } from './features/bindings/BindingHandler';
import { BindingService } from './features/bindings/BindingService';
import { BindingSweeper } from './features/bindings/BindingSweeper';
import { BindingViews } from './features/bindings/BindingViews';
import { Delegations } from './features/bindings/Delegations';
import { DeliveryDoor } from './features/bindings/DeliveryDoor';
import { PodCounter } from './features/bindings/PodCounter';
import { Rollout } from './features/bindings/Rollout';
import { RotationHandler } from './features/bindings/RotationHandler';
import { SecretWriter } from './features/bindings/SecretWriter';
import { Spreader } from './features/bindings/Spreader';
import { BindingPublisher } from './features/hub/BindingPublisher';
import { CredentialService } from './features/instances/CredentialService';
import { InstanceHandler } from './features/instances/InstanceHandler';
import { InstanceService } from './features/instances/InstanceService';
import { InstanceViews } from './features/instances/InstanceViews';
import { PasswordHandler } from './features/instances/PasswordHandler';
import { Passwords } from './features/instances/Passwords';
import { UsageMonitor } from './features/instances/UsageMonitor';
import { Commands } from './features/operations/Commands';
import { OperationControl } from './features/operations/OperationControl';
import { ServerDesk } from './features/operations/ServerDesk';
import { PlanService } from './features/plans/PlanService';
import { DemoServer, DemoServers } from './features/servers/DemoServers';
import { sealedColumns } from './features/servers/sealedColumns';
import { ServerMonitor } from './features/servers/ServerMonitor';
import { ServerService } from './features/servers/ServerService';
import { createStores } from './stores/PublicServicesStores';

/** What public services are made of from outside. */
export interface PublicServicesOptions {
  store: Store;
  hub: BindingHub;
  fleet: FleetService;
  tenancy: TenancyService;
  drivers: Drivers;
  delivery: DeliveryDoor;
  sealer: Sealer;
  clock: Clock;
  logger: LoggerService;
  retention: RetentionPeriods;
  instancesPerTenant: number;
  demoServers: readonly DemoServer[];
}

/** Everything that public services do, put together once: routes and tests use the same. */
export type PublicServices = ReturnType<typeof createPublicServices>;

/** Puts public services together. Nothing runs before `start`, and `stop` ends it. */
export function createPublicServices(options: PublicServicesOptions) {
  const { store, clock, sealer, logger, demoServers } = options;
  const stores = createStores(store);
  const operations = OperationStore.create({ store, clock });
  const publisher = BindingPublisher.create({ ...options, stores });
  const refresh = () => publisher.refresh();
  const commands = Commands.create({ store, clock, refresh });
  const passwords = Passwords.create({ accounts: stores.accounts, sealer });
  const base = { ...options, stores, operations, commands, passwords, refresh };
  const servers = ServerService.create({
    ...base,
    configured: new Set(demoServers.map(({ name }) => name)),
  });
  const desk = ServerDesk.create({ ...base, servers });
  const pods = PodCounter.create(options);
  const secrets = SecretWriter.create(options);
  const shared = {
    ...base,
    servers,
    desk,
    pods,
    secrets,
    spreader: Spreader.create({ ...base, secrets }),
    rollout: Rollout.create({ ...base, pods, secrets }),
    delegations: Delegations.create(),
  };
  const instanceHandler = InstanceHandler.create(shared);
  const passwordHandler = PasswordHandler.create(shared);
  const bindingHandler = BindingHandler.create(shared);
  const rotationHandler = RotationHandler.create(shared);
  const engine = Engine.create({
    name: 'public-services',
    store,
    operations,
    clock,
    logger,
    handlers: {
      'instance.create': work => instanceHandler.handle(work),
      'instance.delete': work => instanceHandler.handle(work),
      'instance.disable': work => instanceHandler.handle(work),
      'instance.enable': work => instanceHandler.handle(work),
      'instance.change-password': work => passwordHandler.handle(work),
      'binding.create': work => bindingHandler.handle(work),
      'binding.delete': work => bindingHandler.handle(work),
      'binding.spread': work => bindingHandler.handle(work),
      'binding.change-password': work => rotationHandler.handle(work),
    },
  });
  const demo = DemoServers.create({ ...shared, configured: demoServers });
  const monitor = ServerMonitor.create(shared);
  const usage = UsageMonitor.create(shared);
  const sweeper = BindingSweeper.create(shared);
  const reseal = Resealer.create({ ...options, columns: sealedColumns });
  const retention = Retention.create({
    name: 'public services',
    store,
    periods: options.retention,
    clock,
    logger,
    dispensable: (query, knex) =>
      exceptNewestOf(query, knex, ['instances', 'bindings']),
  });
  const background = [
    publisher,
    engine,
    demo,
    monitor,
    usage,
    sweeper,
    reseal,
    retention,
  ];
  return {
    store,
    stores,
    operations,
    engine,
    publisher,
    demo,
    monitor,
    usage,
    sweeper,
    reseal,
    servers,
    passwords,
    plans: PlanService.create(shared),
    instances: InstanceService.create(shared),
    instanceViews: InstanceViews.create(shared),
    credentials: CredentialService.create(shared),
    bindings: BindingService.create(shared),
    bindingViews: BindingViews.create(shared),
    control: OperationControl.create(shared),
    start: () => background.forEach(part => part.start()),
    stop: async () => {
      await Promise.all(background.map(part => part.stop()));
    },
  };
}
