import { Route, Routes, TenantScope } from '@flytower/contract';
import express from 'express';
import { z } from 'zod';
import { Caller } from './caller';
import { TextStream } from './TextStream';

/**
 * One authorised call of a route, parsed.
 *
 * @public
 */
export interface Call<R extends Route> {
  params: z.output<R['params']>;
  query: z.output<R['query']>;
  body: z.output<R['body']>;
  caller: Caller;
  /**
   * The tenants that the caller may see with the route's permission: the one of the path, or those a list may show. All
   * of them for services and for permissions that know no tenants; none where a route asks for no permission.
   */
  scope: TenantScope;
  /**
   * The tenants whose rows the caller may read: more than `scope` where the route names a permission to read by (`readBy`).
   * A row outside of it is absent; one inside of it and outside of `scope` may not be changed, see {@link assertInScope}.
   */
  readable: TenantScope;
  /** There wherever the route requires it; see {@link requiredKey}. */
  idempotencyKey?: string;
  ifMatch?: string;
  request: express.Request;
}

/**
 * One handler a route: gets a call, gives the route's result; a route that produces a file may give it piece by piece.
 *
 * @public
 */
export type Handlers<R extends Routes> = {
  [K in keyof R]: (
    call: Call<R[K]>,
  ) => Promise<z.input<R[K]['result']> | TextStream>;
};

/**
 * The idempotency key of a call whose route requires one.
 *
 * @public
 */
export function requiredKey(call: { idempotencyKey?: string }): string {
  if (call.idempotencyKey === undefined) {
    throw new Error(
      "This route's handler wants an idempotency key, but the route does not require one; set idempotencyKey: 'required'",
    );
  }
  return call.idempotencyKey;
}
