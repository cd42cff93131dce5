import { Handlers, personOf, requiredKey } from '@flytower/contract-node';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import type { DeliveryParts } from './createHandlers';

/** Handlers of repair and adoption. */
export function keepingHandlers({
  keeping,
}: DeliveryParts): Pick<
  Handlers<typeof deliveryContract.routes>,
  'setRepair' | 'adopt'
> {
  return {
    setRepair: async ({ params, body, caller }) =>
      keeping.setRepair({ ...params, ...body, person: personOf(caller) }),
    adopt: async call =>
      keeping.adopt({
        ...call.params,
        ...call.body,
        person: personOf(call.caller),
        key: requiredKey(call),
      }),
  };
}
