import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { appendEvent, Clock, Store } from '@flytower/durable';
import { KubeError } from '@flytower/kube';
import { FleetService } from '@flytower/plugin-fleet-node';
import { namespaceOf, TenantRole } from '@flytower/plugin-tenancy-common';
import { MembershipService } from '@flytower/plugin-tenancy-node';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { findService } from '../releases/planContext';

/** The strongest first: who has two roles acts in the stronger. */
const ROLES: TenantRole[] = ['owner', 'developer', 'lead', 'viewer'];

/** What people do with single pods, as themselves: the cluster's own rights decide again, and its log names them. */
export class PodService {
  readonly #store: Store;
  readonly #stores: DeliveryStores;
  readonly #fleet: FleetService;
  readonly #memberships: MembershipService;
  readonly #clock: Clock;

  static create(options: {
    store: Store;
    stores: DeliveryStores;
    fleet: FleetService;
    memberships: MembershipService;
    clock: Clock;
  }): PodService {
    return new PodService(options);
  }

  private constructor(options: {
    store: Store;
    stores: DeliveryStores;
    fleet: FleetService;
    memberships: MembershipService;
    clock: Clock;
  }) {
    this.#store = options.store;
    this.#stores = options.stores;
    this.#fleet = options.fleet;
    this.#memberships = options.memberships;
    this.#clock = options.clock;
  }

  /** Deletes one pod of the service; its workload starts another. A pod of the same name with another uid is left alone. */
  async delete(asked: {
    tenant: string;
    service: string;
    environment: string;
    cluster: string;
    pod: string;
    uid: string;
    person: string;
  }): Promise<void> {
    const { tenant, cluster, pod, uid, person } = asked;
    const service = await findService(this.#stores, asked);
    const namespace = namespaceOf(tenant, asked.environment);
    if (!this.#fleet.clusterFacts(cluster)) {
      throw new NotFoundError(`There is no cluster "${cluster}"`);
    }
    const found = this.#fleet
      .inventory(cluster)
      .pods({ namespace, serviceId: service.id })
      .find(row => row.name === pod && row.uid === uid);
    if (!found) {
      throw new NotFoundError(
        `Service "${service.slug}" has no pod "${pod}" in ${cluster} any more; look again`,
      );
    }
    await this.#deleteAs(this.#roleOf(person, tenant), { ...asked, namespace });
    await this.#store.transaction(trx =>
      appendEvent(trx, this.#clock, {
        type: 'pod.deleted.v1',
        subject: { kind: 'service', id: service.id, name: service.slug },
        tenant,
        actor: person,
        outcome: 'succeeded',
        summary: `Deleted pod ${pod} of ${service.slug} in ${cluster}; its workload starts another`,
        data: { cluster, environment: asked.environment, pod, uid },
      }),
    );
  }

  async #deleteAs(
    role: TenantRole,
    asked: {
      tenant: string;
      cluster: string;
      namespace: string;
      pod: string;
      uid: string;
      person: string;
    },
  ): Promise<void> {
    const { tenant, cluster, namespace, pod, uid, person } = asked;
    try {
      await this.#fleet
        .cluster(cluster)
        .asPerson({ tenant, role, person })
        .delete(
          { apiVersion: 'v1', kind: 'Pod', namespace, name: pod },
          { uid },
        );
    } catch (error) {
      if (!(error instanceof KubeError)) {
        throw error;
      }
      if (error.kind === 'forbidden') {
        throw new NotAllowedError(error.sentence);
      }
      throw error.kind === 'conflict'
        ? new ConflictError(error.sentence)
        : new ServiceUnavailableError(error.sentence);
    }
  }

  #roleOf(person: string, tenant: string): TenantRole {
    const roles = this.#memberships.rolesIn(person, tenant);
    const role = ROLES.find(one => roles.includes(one));
    if (!role) {
      throw new NotAllowedError(
        `You have no role in ${tenant}, so there is no account in the cluster to act as`,
      );
    }
    return role;
  }
}
