import { Store } from '@flytower/durable';
import { ApplicationStore } from './ApplicationStore';
import { AppliedStore } from './AppliedStore';
import { ManifestStore } from './ManifestStore';
import { OwnershipStore } from './OwnershipStore';
import { ReleaseStore } from './ReleaseStore';
import { RevisionStore } from './RevisionStore';
import { ServiceStore } from './ServiceStore';
import { WishStore } from './WishStore';

/** All stores of delivery, over one database. */
export interface DeliveryStores {
  applications: ApplicationStore;
  ownerships: OwnershipStore;
  services: ServiceStore;
  revisions: RevisionStore;
  wishes: WishStore;
  manifests: ManifestStore;
  applied: AppliedStore;
  releases: ReleaseStore;
}

/** Makes the stores. */
export function createStores(store: Store): DeliveryStores {
  const manifests = ManifestStore.create({ store });
  return {
    applications: ApplicationStore.create({ store }),
    ownerships: OwnershipStore.create({ store }),
    services: ServiceStore.create({ store }),
    revisions: RevisionStore.create({ store }),
    wishes: WishStore.create({ store }),
    manifests,
    applied: AppliedStore.create({ store, manifests }),
    releases: ReleaseStore.create({ store }),
  };
}
