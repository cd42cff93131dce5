import { NotFoundError } from '@backstage/errors';
import { Handlers } from '@flytower/contract-node';
import { meteringContract } from '@flytower/plugin-metering-common';
import { sightOf, UsageRights } from '../features/usage/UsageRights';
import { UsageService } from '../features/usage/UsageService';
import { UsageViews } from '../features/usage/UsageViews';

/** Answers the routes of metering. */
export function meteringHandlers(options: {
  rights: UsageRights;
  service: UsageService;
  views: UsageViews;
}): Handlers<typeof meteringContract.routes> {
  const { rights, service, views } = options;
  return {
    async getUsage({ caller, scope, query }) {
      const mine = await rights.scopeOf(caller, scope);
      return {
        sight: sightOf(mine),
        ...(await service.report(mine, query)),
      };
    },
    async exportUsage({ caller, scope, query }) {
      return service.csv(await rights.scopeOf(caller, scope), query);
    },
    async getChoices({ caller, scope, query }) {
      return views.choices(await rights.scopeOf(caller, scope), query);
    },
    async getSummary({ caller, scope }) {
      const mine = await rights.scopeOf(caller, scope);
      return { sight: sightOf(mine), ...(await service.summary(mine)) };
    },
    async getResource({ caller, scope, params: { id }, query }) {
      const found = await views.resource(
        id,
        await rights.scopeOf(caller, scope),
        query,
      );
      if (!found) {
        throw new NotFoundError(
          `There is no metered resource "${id}", or it is not among what you may see`,
        );
      }
      return found;
    },
  };
}
