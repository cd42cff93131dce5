import {
  Caller,
  Handlers,
  personOf,
  requiredKey,
} from '@flytower/contract-node';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { Asking } from '../features/operations/CommandRunner';

type TenancyRoutes = (typeof tenancyContract)['routes'];

/** The handlers of some of tenancy's routes: one file a resource. */
export type TenancyHandlers<Id extends keyof TenancyRoutes> = Handlers<
  Pick<TenancyRoutes, Id>
>;

/** Who asks in a call, with which key, having seen which version. */
export function askingOf(call: {
  caller: Caller;
  idempotencyKey?: string;
  ifMatch?: string;
}): Asking {
  return {
    requester: personOf(call.caller),
    key: requiredKey(call),
    ...(call.ifMatch === undefined ? {} : { ifMatch: call.ifMatch }),
  };
}
