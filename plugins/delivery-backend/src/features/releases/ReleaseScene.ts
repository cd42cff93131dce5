import { NotFoundError } from '@backstage/errors';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { TenantFacts } from '@flytower/plugin-tenancy-common';
import {
  ReleaseRecord,
  RevisionRecord,
  ServiceRecord,
} from '../../domain/records';
import { ServiceIdentity } from '../../rendering/ServiceIdentity';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { identityOf } from './domain/planRelease';

/** Everything that the database knows of a release, read once a look. */
export interface ReleaseScene {
  release: ReleaseRecord;
  service: ServiceRecord;
  tenant: TenantFacts;
  identity: ServiceIdentity;
  /** Those that the release and its targets name, by id. */
  revisions: ReadonlyMap<string, RevisionRecord>;
}

/** Reads the scene of a release. */
export async function loadScene(
  release: ReleaseRecord,
  stores: DeliveryStores,
  tenancy: TenancyService,
): Promise<ReleaseScene> {
  const services = await stores.services.byIds([release.serviceId]);
  const service = services.get(release.serviceId);
  const tenant = tenancy.tenant(release.tenant);
  if (!service || !tenant) {
    throw new NotFoundError(
      `Release ${release.number} belongs to ${
        tenant ? 'a service' : `tenant "${release.tenant}"`
      } that is not there any more`,
    );
  }
  const revisions = await stores.revisions.byIds(
    [
      release.revisionId,
      ...release.targets.map(({ fromRevisionId }) => fromRevisionId),
    ].filter((id): id is string => id !== undefined),
  );
  return {
    release,
    service,
    tenant,
    identity: identityOf(release, { tenant, service }),
    revisions,
  };
}
