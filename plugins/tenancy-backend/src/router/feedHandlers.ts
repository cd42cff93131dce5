import { readChanges } from '@flytower/durable';
import { TenancyServices } from '../TenancyServices';
import { TenancyHandlers } from './TenancyHandlers';

/** What happened, for other backends. */
export function feedHandlers({
  store,
  views,
}: Pick<TenancyServices, 'store' | 'views'>): TenancyHandlers<
  'listChanges' | 'getSnapshot'
> {
  return {
    listChanges: async ({ query }) =>
      readChanges(store, query.after, query.limit),
    getSnapshot: async ({ query }) =>
      views.snapshot(query.subjects?.split(',')),
  };
}
