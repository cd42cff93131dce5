import { ConflictError, InputError } from '@backstage/errors';
import { Operation, ResourceAmount } from '@flytower/contract';
import {
  combine,
  quantityInWords,
  QuotaChoice,
  QuotaRequest,
  QuotaUsage,
  resourceFields,
} from '@flytower/plugin-tenancy-common';
import type { Knex } from 'knex';
import { resolveQuota, unknownQuota } from '../../domain/resolveOnboarding';
import { TenantRecord } from '../../domain/TenantRecord';
import { Asking, CommandRunner } from '../operations/CommandRunner';
import { Reservations } from '../reservations/Reservations';
import { TenantStore } from '../tenants/TenantStore';

/** What changing a quota needs. */
export interface QuotaChangesOptions {
  tenants: TenantStore;
  reservations: Reservations;
  commands: CommandRunner;
  choices: readonly QuotaChoice[];
}

/** Changes the quotas of tenants, never below what they use and have reserved. */
export class QuotaChanges {
  readonly #options: QuotaChangesOptions;

  private constructor(options: QuotaChangesOptions) {
    this.#options = options;
  }

  static create(options: QuotaChangesOptions): QuotaChanges {
    return new QuotaChanges(options);
  }

  async change(
    slug: string,
    request: QuotaRequest,
    asking: Asking,
  ): Promise<Operation> {
    const { commands, choices } = this.#options;
    const quota = resolveQuota(request, choices);
    if (!quota) {
      const name = request.kind === 'choice' ? request.name : '';
      throw new InputError(unknownQuota(name, choices).sentence);
    }
    const body = { slug, request };
    return commands.startOnce('changeQuota', body, asking, async trx => {
      const tenant = await commands.usable(trx, slug, asking);
      await this.set(trx, tenant, quota);
      return commands.start(trx, tenant.id, asking.requester, {
        kind: 'tenant.change-quota',
        summary: `Change the quota of ${slug} to ${quotaInWords(quota)}`,
        input: { quota: { ...quota }, previous: { ...tenant.quota } },
      });
    });
  }

  /** Sets a quota that is enough for what is held. Call it under the tenant's lock. */
  async set(
    trx: Knex.Transaction,
    tenant: TenantRecord,
    quota: ResourceAmount,
  ): Promise<void> {
    const { reservations, tenants } = this.#options;
    const usage = (await reservations.usages(trx, [tenant])).get(tenant.id);
    if (usage) {
      assertEnough(tenant.slug, quota, usage);
    }
    await tenants.update(trx, tenant.id, { quota });
  }
}

function assertEnough(
  slug: string,
  quota: ResourceAmount,
  { used, reserved }: QuotaUsage,
): void {
  const held = combine(used, reserved, (a, b) => a + b);
  for (const [resource, field] of resourceFields) {
    if (held[field] > quota[field]) {
      throw new ConflictError(
        `${slug} uses and has reserved ${quantityInWords(
          resource,
          held[field],
        )}, so its quota cannot be ${quantityInWords(
          resource,
          quota[field],
        )}; choose more, or have services scaled down first`,
      );
    }
  }
}

function quotaInWords(quota: ResourceAmount): string {
  return resourceFields
    .map(([resource, field]) => quantityInWords(resource, quota[field]))
    .join(', ');
}
