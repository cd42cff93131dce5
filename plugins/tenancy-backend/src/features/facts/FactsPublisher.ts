import { LoggerService } from '@backstage/backend-plugin-api';
import { feedCursor, RevisionFollower, Store } from '@flytower/durable';
import { StandardEnvironment } from '@flytower/plugin-tenancy-common';
import { TenancyHub } from '@flytower/plugin-tenancy-node';
import { factsOf } from '../tenants/factsOf';
import { TenantStore } from '../tenants/TenantStore';

/** How often another replica's commits are looked for. */
const INTERVAL_MS = 1_000;
/** After which time everything is read anew: a restore that is no single transaction may be seen half done. */
const WHOLE_MS = 5 * 60_000;

/** What the publisher needs. */
export interface FactsPublisherOptions {
  store: Store;
  tenants: TenantStore;
  hub: TenancyHub;
  environments: readonly StandardEnvironment[];
  logger: LoggerService;
}

/**
 * Keeps the hub as the database is. Every change of tenants or members appends an event: this process reads all anew
 * after its own commits, and whenever a look each second finds that the database stands elsewhere than the hub, because
 * another replica wrote or because it was put back. A right that was taken away counts within that second.
 */
export class FactsPublisher {
  readonly #options: FactsPublisherOptions;
  readonly #follower: RevisionFollower;

  private constructor(options: FactsPublisherOptions) {
    this.#options = options;
    const { store, logger } = options;
    this.#follower = RevisionFollower.create({
      revision: () => feedCursor(store.knex),
      snapshot: () => this.#publish(),
      intervalMs: INTERVAL_MS,
      wholeEveryMs: WHOLE_MS,
      logger,
      words: {
        failing:
          'Tenants and members could not be read anew; tried again every second',
        well: 'Tenants and members are read again',
      },
    });
  }

  static create(options: FactsPublisherOptions): FactsPublisher {
    return new FactsPublisher(options);
  }

  start(): void {
    this.#follower.start();
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
  }

  /** Looks soon; calls while it looks are one further look. */
  nudge(): void {
    this.#follower.nudge();
  }

  /** Brings the hub up to the newest commit. A command awaits it, so that its caller sees what it did. */
  async refresh(): Promise<void> {
    await this.#follower.refresh();
  }

  async #publish(): Promise<string> {
    const { store, tenants, hub, environments } = this.#options;
    const { cursor, records } = await store.readTransaction(async trx => ({
      cursor: await feedCursor(trx),
      records: await tenants.list(trx),
    }));
    hub.publish({
      tenants: records.map(tenant => factsOf(tenant, environments)),
      memberships: records.flatMap(({ slug, members }) =>
        members.map(({ person, role }) => ({ person, role, tenant: slug })),
      ),
      teamMemberships: records.flatMap(({ slug, teams }) =>
        teams.flatMap(team =>
          team.members.map(({ person, lead }) => ({
            person,
            tenant: slug,
            team: team.slug,
            lead,
          })),
        ),
      ),
    });
    return cursor;
  }
}
