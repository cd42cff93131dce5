import { NotFoundError } from '@backstage/errors';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { TenantFacts } from '@flytower/plugin-tenancy-common';
import {
  AppliedRecord,
  ManifestFacts,
  ReleaseRecord,
  RevisionRecord,
  ServiceRecord,
  targetsOf,
} from '../../domain/records';
import { ServiceIdentity } from '../../rendering/ServiceIdentity';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { identityOf } from './domain/planRelease';
import { ReleaseMemo } from './domain/releaseMemo';

/** Everything that the database knows of a release, read once a look. */
export interface ReleaseScene {
  release: ReleaseRecord;
  service: ServiceRecord;
  tenant: TenantFacts;
  identity: ServiceIdentity;
  /** Those that the release and the manifests to go back to name, by id. */
  revisions: ReadonlyMap<string, RevisionRecord>;
  /** Those that the memo names and those to go back to, by generation. */
  manifests: ReadonlyMap<number, ManifestFacts>;
  /** What was sent to each lane of the environment. */
  applied: AppliedRecord[];
  /** The highest generation that was handed out. */
  generation: number;
}

/** Reads the scene of a release. */
export async function loadScene(
  release: ReleaseRecord,
  memo: ReleaseMemo,
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
  const { manifests, applied, revisions } = stores;
  const facts = await manifests.facts(release.serviceId, [
    ...Object.values(memo.lanes).flatMap(({ manifest }) => manifest ?? []),
    ...targetsOf(release).flatMap(({ before }) => before ?? []),
  ]);
  return {
    release,
    service,
    tenant,
    identity: identityOf(release, { tenant, service }),
    revisions: await revisions.byIds([
      ...(release.revisionId === undefined ? [] : [release.revisionId]),
      ...[...facts.values()].map(({ revisionId }) => revisionId),
    ]),
    manifests: facts,
    applied: await applied.ofSpot(release),
    generation: await manifests.generation(release.serviceId),
  };
}
