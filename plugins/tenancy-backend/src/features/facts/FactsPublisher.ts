import { LoggerService } from '@backstage/backend-plugin-api';
import { lastSequence, Store } from '@flytower/durable';
import { StandardEnvironment } from '@flytower/plugin-tenancy-common';
import { TenancyHub } from '@flytower/plugin-tenancy-node';
import { factsOf } from '../tenants/factsOf';
import { TenantStore } from '../tenants/TenantStore';

/** How often another replica's commits are looked for. */
const INTERVAL_MS = 1_000;

/** What the publisher needs. */
export interface FactsPublisherOptions {
  store: Store;
  tenants: TenantStore;
  hub: TenancyHub;
  environments: readonly StandardEnvironment[];
  logger: LoggerService;
}

/**
 * Keeps the hub as the database is. Every change of tenants or members appends an event, so the outbox's sequence is the
 * revision: this process reads all anew after its own commits, and whenever a look each second finds the sequence raised by
 * another replica. A right that was taken away counts within that second.
 */
export class FactsPublisher {
  readonly #options: FactsPublisherOptions;
  #timer?: NodeJS.Timeout;
  #looking?: Promise<void>;
  #again = false;

  private constructor(options: FactsPublisherOptions) {
    this.#options = options;
  }

  static create(options: FactsPublisherOptions): FactsPublisher {
    return new FactsPublisher(options);
  }

  start(): void {
    this.#timer = setInterval(() => this.nudge(), INTERVAL_MS);
    this.nudge();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#again = false;
    await this.#looking;
  }

  /** Looks soon; calls while it looks are one further look. */
  nudge(): void {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = this.refresh()
      .catch(error => {
        this.#options.logger.warn(
          'Tenants and members could not be read anew; tried again in a second',
          error instanceof Error ? error : new Error(String(error)),
        );
      })
      .finally(() => {
        this.#looking = undefined;
        if (this.#again) {
          this.#again = false;
          this.nudge();
        }
      });
  }

  /** Brings the hub up to the newest commit. A command awaits it, so that its caller sees what it did. */
  async refresh(): Promise<void> {
    const { store, tenants, hub, environments } = this.#options;
    const head = await store.knex('outbox_head').first('last');
    if (hub.ready && Number(head?.last) <= hub.revision) {
      return;
    }
    const { revision, records } = await store.readTransaction(async trx => ({
      revision: await lastSequence(trx),
      records: await tenants.list(trx),
    }));
    hub.publish({
      revision,
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
  }
}
