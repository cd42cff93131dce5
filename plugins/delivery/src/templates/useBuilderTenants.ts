import { followPages } from '@flytower/contract';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { useContractClient, useLive } from '@flytower/ui';

/** The tenants where the reader may create something, each with its applications. */
export function useBuilderTenants() {
  const tenancy = useContractClient(tenancyContract);
  const delivery = useContractClient(deliveryContract);
  return useLive(
    async signal => {
      const { memberships } = await tenancy.getMyMemberships({ signal });
      return Promise.all(
        memberships
          .filter(({ role }) => role === 'owner' || role === 'developer')
          .map(async ({ tenant, displayName }) => ({
            tenant,
            displayName,
            applications: (
              await followPages(1_000, page =>
                delivery.listApplications({
                  params: { tenant },
                  query: page,
                  signal,
                }),
              )
            ).items.map(application => ({
              slug: application.slug,
              displayName: application.displayName,
            })),
          })),
      );
    },
    { key: 'template-tenants' },
  );
}
