import { LoggerService } from '@backstage/backend-plugin-api';
import { SYSTEM_NAMESPACE } from '@flytower/kube';
import { FleetHub } from './FleetHub';
import {
  ClusterAccess,
  ClusterFacts,
  ClusterRole,
  FleetHint,
  FleetService,
  ReturnCheck,
} from './FleetService';
import { InventoryView } from './InventoryView';

const ACCOUNT_ROLE: Record<ClusterRole, string> = {
  owner: 'owner',
  developer: 'developer',
  viewer: 'viewer',
  lead: 'viewer',
};

/** The fleet for one plugin, whose id stands in the log beside what it does as Flytower itself. */
export class PluginFleet implements FleetService {
  readonly #hub: FleetHub;
  readonly #pluginId: string;
  readonly #logger: LoggerService;

  static create(options: {
    hub: FleetHub;
    pluginId: string;
    logger: LoggerService;
  }): PluginFleet {
    return new PluginFleet(options.hub, options.pluginId, options.logger);
  }

  private constructor(hub: FleetHub, pluginId: string, logger: LoggerService) {
    this.#hub = hub;
    this.#pluginId = pluginId;
    this.#logger = logger;
  }

  get ready(): boolean {
    return this.#hub.ready;
  }

  clusters(): ClusterFacts[] {
    return this.#hub.clusters();
  }

  clusterFacts(name: string): ClusterFacts | undefined {
    return this.#hub.clusterFacts(name);
  }

  inventory(name: string): InventoryView {
    return this.#hub.inventory(name);
  }

  cluster(name: string): ClusterAccess {
    const client = this.#hub.client(name);
    const as = (tenant: string, role: string, user: string) =>
      client.as({
        serviceAccount: {
          namespace: SYSTEM_NAMESPACE,
          name: `${tenant}-${role}`,
        },
        user,
      });
    return {
      asPlatform: reason => {
        this.#logger.debug(
          `${this.#pluginId} acts as Flytower in cluster "${name}": ${reason}`,
        );
        return client;
      },
      asDeployer: ({ tenant, requester }) => as(tenant, 'deployer', requester),
      asPerson: ({ tenant, role, person }) =>
        as(tenant, ACCOUNT_ROLE[role], person),
    };
  }

  checkReturns(check: ReturnCheck): () => void {
    return this.#hub.addReturnCheck(this.#pluginId, check);
  }

  onChange(listener: (hint: FleetHint) => void): () => void {
    return this.#hub.onChange(listener);
  }
}
