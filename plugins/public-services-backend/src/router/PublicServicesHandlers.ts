import {
  Caller,
  Handlers,
  personOf,
  requiredKey,
} from '@flytower/contract-node';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { Asking } from '../features/operations/Commands';

type Routes = (typeof publicServicesContract)['routes'];

/** The handlers of some of the routes: one file a resource. */
export type PublicServicesHandlers<Id extends keyof Routes> = Handlers<
  Pick<Routes, Id>
>;

/** Who asks in a call, with which key, having seen which version. */
export function askingOf(call: {
  caller: Caller;
  idempotencyKey?: string;
  ifMatch?: string;
}): Asking {
  return { ...whoOf(call), key: requiredKey(call) };
}

/** Who asks in a call that needs no key. */
export function whoOf(call: {
  caller: Caller;
  ifMatch?: string;
}): Omit<Asking, 'key'> {
  return {
    requester: personOf(call.caller),
    ...(call.ifMatch === undefined ? {} : { ifMatch: call.ifMatch }),
  };
}
