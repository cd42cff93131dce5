import { Store } from '@flytower/durable';
import { AccountStore } from './AccountStore';
import { BindingStore } from './BindingStore';
import { InstanceStore } from './InstanceStore';
import { PlanStore } from './PlanStore';
import { ServerStore } from './ServerStore';

/** Everything that is kept, by its noun. */
export interface PublicServicesStores {
  servers: ServerStore;
  plans: PlanStore;
  instances: InstanceStore;
  accounts: AccountStore;
  bindings: BindingStore;
}

export function createStores(store: Store): PublicServicesStores {
  return {
    servers: ServerStore.create({ store }),
    plans: PlanStore.create({ store }),
    instances: InstanceStore.create({ store }),
    accounts: AccountStore.create({ store }),
    bindings: BindingStore.create({ store }),
  };
}
