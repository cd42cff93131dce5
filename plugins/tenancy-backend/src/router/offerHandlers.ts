import { TenancyServices } from '../TenancyServices';
import { TenancyHandlers } from './TenancyHandlers';

/** What the platform offers to tenants. */
export function offerHandlers({
  config,
}: Pick<TenancyServices, 'config'>): TenancyHandlers<
  'listEnvironments' | 'listQuotaChoices'
> {
  return {
    listEnvironments: async () => ({ items: config.environments }),
    listQuotaChoices: async () => ({ items: config.quotaChoices }),
  };
}
