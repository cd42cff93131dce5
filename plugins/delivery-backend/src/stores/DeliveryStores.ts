import { Store } from '@flytower/durable';
import { ApplicationStore } from './ApplicationStore';
import { OwnershipStore } from './OwnershipStore';
import { PlacementStore } from './PlacementStore';
import { ReleaseStore } from './ReleaseStore';
import { RevisionStore } from './RevisionStore';
import { ServiceStore } from './ServiceStore';

/** All stores of delivery, over one database. */
export interface DeliveryStores {
  applications: ApplicationStore;
  ownerships: OwnershipStore;
  services: ServiceStore;
  revisions: RevisionStore;
  placements: PlacementStore;
  releases: ReleaseStore;
}

/** Makes the stores. */
export function createStores(store: Store): DeliveryStores {
  return {
    applications: ApplicationStore.create({ store }),
    ownerships: OwnershipStore.create({ store }),
    services: ServiceStore.create({ store }),
    revisions: RevisionStore.create({ store }),
    placements: PlacementStore.create({ store }),
    releases: ReleaseStore.create({ store }),
  };
}
