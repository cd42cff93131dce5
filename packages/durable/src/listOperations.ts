import { InputError } from '@backstage/errors';
import { OperationState, TenantScope } from '@flytower/contract';
import type { Knex } from 'knex';
import { z } from 'zod';

/** @public */
export interface ListOperations {
  scope: TenantScope;
  subject?: { kind?: string; id?: string; name?: string };
  kind?: string;
  states?: OperationState[];
  cursor?: string;
  limit: number;
}

/** The rows of operations that are asked for, newest first, and one more: then there is a next page. */
export function operationsWanted(
  knex: Knex,
  { scope, subject, kind, states, cursor, limit }: ListOperations,
): Knex.QueryBuilder {
  const query = knex('operations')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (scope.kind === 'some') {
    query.whereIn('tenant', scope.tenants);
  }
  for (const [column, value] of [
    ['subject_kind', subject?.kind],
    ['subject_id', subject?.id],
    ['subject_name', subject?.name],
    ['kind', kind],
  ] as const) {
    if (value !== undefined) {
      query.where(column, value);
    }
  }
  if (states) {
    query.whereIn('state', states);
  }
  if (cursor !== undefined) {
    query.where('id', '<', parseCursor(cursor));
  }
  return query;
}

function parseCursor(cursor: string): string {
  const parsed = z.ulid().safeParse(cursor);
  if (!parsed.success) {
    throw new InputError(
      `The cursor "${cursor}" is none of this list; start again without one`,
    );
  }
  return parsed.data;
}
