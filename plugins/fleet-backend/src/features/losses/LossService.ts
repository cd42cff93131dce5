import { ConflictError } from '@backstage/errors';
import { Operation } from '@flytower/contract';
import { Clock, OperationStore, Store } from '@flytower/durable';
import { DeclareLostRequest } from '@flytower/plugin-fleet-common';
import type { Knex } from 'knex';
import { Asked, askedOnce } from '../registrations/askedOnce';
import { ClusterChecker, keptOf } from '../registrations/ClusterChecker';
import { ClusterStore } from '../registrations/ClusterStore';
import { beginCommand } from '../registrations/commands';
import { RegisteredCluster } from '../registrations/registeredCluster';
import { assertGeneration } from './assertGeneration';
import { lostCommand, returnedCommand } from './lossCommands';
import { whyNotLost, whyNotReturnable } from './lossRules';

export interface LossServiceOptions {
  store: Store;
  clusters: ClusterStore;
  operations: OperationStore;
  checker: ClusterChecker;
  clock: Clock;
  /** Brings this process's own view up to date. Never throws. */
  refresh: () => Promise<void>;
  /** Whether this process reads the cluster live just now. */
  isSeen: (cluster: RegisteredCluster) => boolean;
}

/** What is asked for, and the generation of the cluster that the asker saw. */
type Asking = Asked & { ifMatch?: string };

/**
 * The commands that leave a cluster out and take it back. A cluster is
 *
 * - *like the others* (`lost` is undefined), until somebody declares it lost;
 * - *lost*: what was there counts as gone. It is read on, so that it is seen when it answers again. Left by a declaration
 *   that it has returned, once it was checked to be the same cluster and usable;
 * - *returning*: left out as before, while plugins stop in it what runs elsewhere now. Left by the operation
 *   `cluster.return`, once none of them has anything left to do, or by another declaration that it is lost.
 */
export class LossService {
  readonly #options: LossServiceOptions;

  static create(options: LossServiceOptions): LossService {
    return new LossService(options);
  }

  private constructor(options: LossServiceOptions) {
    this.#options = options;
  }

  async declareLost(
    name: string,
    { reason, despiteSight = false }: DeclareLostRequest,
    asking: Asking,
  ): Promise<Operation> {
    const { clock, clusters, isSeen } = this.#options;
    const { person, ifMatch } = asking;
    const facts = ['lost', name, reason, String(despiteSight)];
    return askedOnce(this.#options, asking, facts, async trx => {
      const cluster = await clusters.mustBeThere(name, trx);
      assertGeneration(cluster, ifMatch);
      const seen = isSeen(cluster);
      refuse(whyNotLost(cluster, seen, despiteSight));
      // Before the cluster's own row, in the order in which an operation writes its end.
      await this.#takeReturnBack(trx, cluster);
      const now = clock.now();
      const since = cluster.lost?.since ?? now.toISOString();
      await clusters.update(trx, cluster, {
        lost: { state: 'lost', since, by: person, reason },
      });
      return beginCommand(
        trx,
        lostCommand(cluster, { reason }, seen, person, now),
        this.#options,
      );
    });
  }

  async declareReturned(name: string, asking: Asking): Promise<Operation> {
    const { checker, clock, clusters } = this.#options;
    const { person, ifMatch } = asking;
    const cluster = await clusters.mustBeThere(name);
    const impossible = whyNotReturnable(cluster);
    const check =
      impossible === undefined ? await checker.checkAgain(cluster) : undefined;
    return askedOnce(this.#options, asking, ['returned', name], async trx => {
      assertGeneration(cluster, ifMatch);
      const { lost } = cluster;
      if (!lost || check === undefined) {
        throw new ConflictError(impossible);
      }
      if (check.outcome === 'refused') {
        throw new ConflictError(
          `The cluster "${name}" cannot return yet: ${check.sentence}`,
        );
      }
      await clusters.update(trx, cluster, {
        lost: { ...lost, state: 'returning' },
        check: keptOf(check),
      });
      return beginCommand(
        trx,
        returnedCommand(cluster, check, person, clock.now()),
        this.#options,
      );
    });
  }

  async #takeReturnBack(trx: Knex.Transaction, { id }: RegisteredCluster) {
    const { operations } = this.#options;
    for (const { kind, id: returning, aborting } of await operations.unfinished(
      trx,
      id,
    )) {
      if (kind === 'cluster.return' && !aborting) {
        await operations.control(trx, returning, 'abort');
      }
    }
  }
}

function refuse(reason: string | undefined) {
  if (reason !== undefined) {
    throw new ConflictError(reason);
  }
}
