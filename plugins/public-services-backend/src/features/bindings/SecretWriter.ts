import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { KubeError, labelsOf } from '@flytower/kube';
import { FleetService } from '@flytower/plugin-fleet-node';
import { secretDataOf, SignIn } from '../../domain/credentials';
import { secretNameOf } from '../../domain/names';
import { BindingRecord, SecretRecord } from '../../domain/records';
import { Spot } from './PodCounter';

/** Who owns the fields of what is made here. */
export const FIELD_MANAGER = 'flytower-binding';

/** In whose name a Secret is written, and until when that may be begun. */
export interface Asker {
  requester: string;
  signal: AbortSignal;
}

/** Writes and removes the Secrets of bindings as the tenant's deployer, who can read none. Each cluster is settled on its own. */
export class SecretWriter {
  readonly #fleet: FleetService;

  static create(options: { fleet: FleetService }): SecretWriter {
    return new SecretWriter(options.fleet);
  }

  private constructor(fleet: FleetService) {
    this.#fleet = fleet;
  }

  /** Puts a version of the credentials into a cluster; the same again changes nothing. */
  async put(
    binding: BindingRecord,
    spot: Spot,
    at: Asker & { cluster: string; version: number },
    signIn: SignIn,
  ): Promise<SecretRecord> {
    const { cluster, version } = at;
    try {
      await this.#client(binding, cluster, at).apply(
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: {
            namespace: spot.namespace,
            name: secretNameOf(binding.name, version),
            labels: labelsOf({
              tenant: binding.tenant,
              tenantId: spot.tenantId,
              environment: binding.environment,
              application: binding.application,
              service: binding.service,
              serviceId: binding.serviceId,
            }),
          },
          type: 'Opaque',
          immutable: true,
          data: Object.fromEntries(
            Object.entries(secretDataOf(signIn)).map(([key, value]) => [
              key,
              Buffer.from(value, 'utf8').toString('base64'),
            ]),
          ),
        },
        { fieldManager: FIELD_MANAGER },
      );
      return { cluster, version, state: 'ready', sentence: `Is in ${cluster}` };
    } catch (error) {
      return { cluster, version, ...problemOf(error) };
    }
  }

  /** Removes a Secret; undefined once it is gone. */
  async remove(
    binding: BindingRecord,
    spot: Spot | undefined,
    secret: SecretRecord,
    asker: Asker,
  ): Promise<SecretRecord | undefined> {
    const { cluster, version } = secret;
    if (!this.#fleet.ready) {
      return {
        ...secret,
        state: 'waiting',
        sentence: 'The fleet is not loaded yet',
      };
    }
    // What left the fleet or the tenant took its namespace with it.
    if (
      !spot?.clusters.includes(cluster) ||
      !this.#fleet.clusterFacts(cluster)
    ) {
      return undefined;
    }
    try {
      await this.#client(binding, cluster, asker).delete({
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: spot.namespace,
        name: secretNameOf(binding.name, version),
      });
      return undefined;
    } catch (error) {
      return { ...secret, ...problemOf(error) };
    }
  }

  #client(binding: BindingRecord, cluster: string, asker: Asker) {
    const { requester, signal } = asker;
    return this.#fleet
      .cluster(cluster)
      .asDeployer({ tenant: binding.tenant, requester })
      .until(signal);
  }
}

/** What no waiting heals is a failure; what is no failure of a cluster is thrown on. */
function problemOf(error: unknown): Pick<SecretRecord, 'state' | 'sentence'> {
  if (error instanceof KubeError) {
    const failed = error.kind === 'invalid' || error.kind === 'conflict';
    return { state: failed ? 'failed' : 'waiting', sentence: error.sentence };
  }
  if (
    error instanceof ServiceUnavailableError ||
    error instanceof NotFoundError
  ) {
    return { state: 'waiting', sentence: error.message };
  }
  throw error;
}
