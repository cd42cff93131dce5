import { InputError } from '@backstage/errors';
import { appendEvent, Clock } from '@flytower/durable';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import type { Knex } from 'knex';
import {
  ApplicationRecord,
  OwnershipRecord,
  SeenTeam,
} from '../../domain/records';
import { DeliveryStores } from '../../stores/DeliveryStores';

/** Which application belongs to which team: decides, writes the interval, and tells of it. */
export class Ownerships {
  readonly #stores: DeliveryStores;
  readonly #tenancy: TenancyService;
  readonly #clock: Clock;

  static create(options: {
    stores: DeliveryStores;
    tenancy: TenancyService;
    clock: Clock;
  }): Ownerships {
    return new Ownerships(options);
  }

  private constructor(options: {
    stores: DeliveryStores;
    tenancy: TenancyService;
    clock: Clock;
  }) {
    this.#stores = options.stores;
    this.#tenancy = options.tenancy;
    this.#clock = options.clock;
  }

  /** The team as tenancy has it now; refused where there is none. */
  seenTeam(tenant: string, slug: string): SeenTeam {
    const teams = this.#tenancy.tenant(tenant)?.teams ?? [];
    const team = teams.find(one => one.slug === slug);
    if (!team) {
      const there = teams.map(one => one.slug).sort();
      throw new InputError(
        there.length === 0
          ? `${tenant} has no team "${slug}", nor any other; an owner of ${tenant} makes teams`
          : `${tenant} has no team "${slug}"; choose of ${there.join(', ')}`,
      );
    }
    return { id: team.id, slug };
  }

  /** Those whose team is gone for certain: neither in memory, which may be behind, nor in tenancy's own database. */
  async withoutTeam(lasting: OwnershipRecord[]): Promise<OwnershipRecord[]> {
    if (!this.#tenancy.ready) {
      return [];
    }
    const absent = lasting.filter(
      ({ tenant, team }) =>
        !this.#tenancy.tenant(tenant)?.teams.some(({ id }) => id === team.id),
    );
    if (absent.length === 0) {
      return [];
    }
    const there = await this.#tenancy.teamIdsNow([
      ...new Set(absent.map(({ tenant }) => tenant)),
    ]);
    return absent.filter(({ team }) => !there.has(team.id));
  }

  /**
   * From now on the application belongs to the team, or to none; nothing happens where it does already. The caller has
   * written the application's row in this transaction, which keeps others out.
   */
  async move(
    trx: Knex.Transaction,
    application: Pick<ApplicationRecord, 'id' | 'tenant' | 'slug'>,
    team: SeenTeam | undefined,
    actor: string,
  ): Promise<void> {
    const { ownerships } = this.#stores;
    const before = (await ownerships.current(trx, application.id))?.team;
    if (before?.id === team?.id) {
      return;
    }
    const at = await ownerships.change(
      trx,
      application,
      team,
      this.#clock.now(),
    );
    await appendEvent(trx, this.#clock, {
      type: 'application.team-changed.v1',
      subject: {
        kind: 'application',
        id: application.id,
        name: application.slug,
      },
      tenant: application.tenant,
      actor,
      outcome: 'succeeded',
      summary: sentence(application.slug, before?.slug, team?.slug),
      data: {
        application: application.slug,
        applicationId: application.id,
        ...(team ? { team: team.slug, teamId: team.id } : {}),
        ...(before ? { previousTeam: before.slug } : {}),
        ...(before ? { previousTeamId: before.id } : {}),
        from: new Date(at * 1000).toISOString(),
      },
    });
  }
}

function sentence(
  application: string,
  before: string | undefined,
  after: string | undefined,
): string {
  if (after === undefined) {
    return `The application ${application} no longer belongs to the team ${before}`;
  }
  return before === undefined
    ? `The application ${application} belongs to the team ${after} now`
    : `The application ${application} belongs to the team ${after} now, before to ${before}`;
}
