import { isFinished, operationStateSchema } from '@flytower/contract';
import type { Knex } from 'knex';

export const UNFINISHED = operationStateSchema.options.filter(
  state => !isFinished(state),
);

/** @internal */
export interface ReleaseFilter {
  application?: string;
  service?: string;
  environment?: string;
  /** Only those that are not finished, or only those that are. */
  active?: boolean;
  /** Only those that failed, and that no later one of their service and environment followed. */
  failed?: 'latest';
  cursor?: string;
  limit: number;
}

/** Leaves the releases of a filter that are behind its cursor. The query joins operations, services and applications. */
export function narrow(query: Knex.QueryBuilder, filter: ReleaseFilter): void {
  if (filter.application !== undefined) {
    query.where('applications.slug', filter.application);
  }
  if (filter.service !== undefined) {
    query.where('services.slug', filter.service);
  }
  if (filter.environment !== undefined) {
    query.where('releases.environment', filter.environment);
  }
  if (filter.active !== undefined) {
    const among = filter.active ? 'whereIn' : 'whereNotIn';
    query[among]('operations.state', UNFINISHED);
  }
  if (filter.failed === 'latest') {
    query.where('operations.state', 'failed');
    query.whereNotExists(laterOf('releases'));
  }
  if (filter.cursor !== undefined) {
    query.where('releases.id', '<', filter.cursor);
  }
}

/** For `whereNotExists`: later releases of the service and environment of each row. */
export function laterOf(rows: string): Knex.QueryCallback {
  return later => {
    later
      .from('releases as later')
      .select('later.id')
      .whereRaw('later.service_id = ??', `${rows}.service_id`)
      .whereRaw('later.environment = ??', `${rows}.environment`)
      .whereRaw('later.number > ??', `${rows}.number`);
  };
}
