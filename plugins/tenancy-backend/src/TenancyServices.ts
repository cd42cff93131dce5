import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Clock,
  Engine,
  exceptNewestOf,
  OperationStore,
  Retention,
  RetentionPeriods,
  Store,
} from '@flytower/durable';
import { TenancyHub } from '@flytower/plugin-tenancy-node';
import { ClusterBindings } from './features/bindings/ClusterBindings';
import { Leaving } from './features/bindings/Leaving';
import { FactsPublisher } from './features/facts/FactsPublisher';
import { Members } from './features/members/Members';
import { Onboarding } from './features/onboarding/Onboarding';
import { OnboardingReview } from './features/onboarding/OnboardingReview';
import { CommandRunner } from './features/operations/CommandRunner';
import { OperationControl } from './features/operations/OperationControl';
import { ClusterProvisioner } from './features/provisioning/ClusterProvisioner';
import { DriftWatch } from './features/provisioning/DriftWatch';
import { FleetHints } from './features/provisioning/FleetHints';
import { Fleet } from './features/provisioning/TenantCluster';
import { TenantProvisioner } from './features/provisioning/TenantProvisioner';
import { QuotaChanges } from './features/quota/QuotaChanges';
import { Reservations } from './features/reservations/Reservations';
import { ReservationSweeper } from './features/reservations/ReservationSweeper';
import { Teams } from './features/teams/Teams';
import { TeamStore } from './features/teams/TeamStore';
import { BindingStore } from './features/tenants/BindingStore';
import { TenantStore } from './features/tenants/TenantStore';
import { TenantViews } from './features/tenants/TenantViews';
import { TenancyConfig } from './readTenancyConfig';

/** What tenancy is made of from outside. */
export interface TenancyServicesOptions {
  store: Store;
  hub: TenancyHub;
  fleet: Fleet;
  config: TenancyConfig;
  clock: Clock;
  logger: LoggerService;
  retention: RetentionPeriods;
  /** How long a pass or a review waits for one cluster; 4 seconds when left out. */
  patienceMs?: number;
}

/** Everything that tenancy does, put together once: routes and tests use the same. */
export type TenancyServices = ReturnType<typeof createTenancyServices>;

/** Puts tenancy together. Nothing runs before `start`, and `stop` ends it. */
export function createTenancyServices(options: TenancyServicesOptions) {
  const { store, hub, fleet, config, clock, logger, patienceMs } = options;
  const { environments, quotaChoices } = config;
  const tenants = TenantStore.create(store);
  const teams = TeamStore.create();
  const operations = OperationStore.create({ store, clock });
  const reservations = Reservations.create({ store, tenants, clock });
  const facts = FactsPublisher.create({
    store,
    tenants,
    hub,
    environments,
    logger,
  });
  const refresh = () => facts.refresh();
  const commands = CommandRunner.create({
    store,
    tenants,
    operations,
    clock,
    refresh,
  });
  const review = OnboardingReview.create({
    fleet,
    offer: { environments, quotaChoices },
    patienceMs,
  });
  const bindingRows = BindingStore.create(tenants);
  const leaving = Leaving.create({
    bindings: bindingRows,
    reservations,
    fleet,
    patienceMs,
  });
  const bindings = ClusterBindings.create({
    bindings: bindingRows,
    leaving,
    commands,
    fleet,
    environments,
  });
  const quotas = QuotaChanges.create({
    tenants,
    reservations,
    commands,
    choices: quotaChoices,
  });
  const clusters = ClusterProvisioner.create({ fleet });
  const provisioner = TenantProvisioner.create({
    store,
    tenants,
    bindings: bindingRows,
    clusters,
    clock,
    onCommit: () => facts.nudge(),
    patienceMs,
  });
  const engine = Engine.create({
    name: 'tenancy',
    operations,
    store,
    handlers: provisioner.handlers(),
    clock,
    logger,
  });
  const drift = DriftWatch.create({
    store,
    tenants,
    operations,
    commands,
    clusters,
    fleet,
    logger,
  });
  const background = [
    facts,
    engine,
    FleetHints.create({ store, operations, fleet, logger }),
    drift,
    ReservationSweeper.create({ reservations, logger }),
    Retention.create({
      name: 'tenancy',
      store,
      periods: options.retention,
      clock,
      logger,
      dispensable: (query, knex) => exceptNewestOf(query, knex, ['tenants']),
    }),
  ];
  return {
    store,
    hub,
    config,
    operations,
    reservations,
    engine,
    drift,
    facts,
    views: TenantViews.create({
      store,
      tenants,
      reservations,
      operations,
      environments,
    }),
    onboarding: Onboarding.create({ store, tenants, review, commands, clock }),
    bindings,
    quotas,
    members: Members.create({
      store,
      tenants,
      teams,
      commands,
      clock,
      refresh,
    }),
    teams: Teams.create({ store, tenants, teams, commands, clock, refresh }),
    control: OperationControl.create({
      store,
      tenants,
      operations,
      bindings: bindingRows,
      leaving,
      quotas,
      clock,
      refresh,
    }),
    start: () => background.forEach(part => part.start()),
    stop: async () => {
      await Promise.all(background.map(part => part.stop()));
    },
  };
}
