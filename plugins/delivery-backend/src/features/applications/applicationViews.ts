import { groupBy } from '@flytower/durable';
import {
  Application,
  Ownership,
  Revision,
  Service,
} from '@flytower/plugin-delivery-common';
import { parseImageReference } from '@flytower/plugin-delivery-common';
import type { Knex } from 'knex';
import {
  ApplicationRecord,
  OwnershipRecord,
  RevisionRecord,
  ServiceRecord,
} from '../../domain/records';
import { DeliveryStores } from '../../stores/DeliveryStores';

/** Applications as the API shows them. */
export async function applicationViews(
  stores: DeliveryStores,
  applications: ApplicationRecord[],
  knex?: Knex,
): Promise<Application[]> {
  const counts = await stores.applications.serviceCounts(
    applications.map(({ id }) => id),
    knex,
  );
  return applications.map(application => ({
    ...application,
    services: counts.get(application.id) ?? 0,
  }));
}

/** An ownership as the API shows it. */
export function ownershipView(ownership: OwnershipRecord): Ownership {
  const { applicationId, application, tenant, team, from, to } = ownership;
  return {
    applicationId,
    application,
    tenant,
    teamId: team.id,
    team: team.slug,
    from: atSecond(from),
    ...(to === undefined ? {} : { to: atSecond(to) }),
  };
}

function atSecond(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** Services as the API shows them: with their latest revision and where they are published. */
export async function serviceViews(
  stores: DeliveryStores,
  services: ServiceRecord[],
  knex?: Knex,
): Promise<Service[]> {
  const ids = services.map(({ id }) => id);
  const latest = await stores.revisions.latest(ids, knex);
  const wishes = await stores.wishes.ofServices(ids, knex);
  const wishesOf = groupBy(wishes, ({ serviceId }) => serviceId);
  const revisions = await stores.revisions.byIds(
    wishes.map(({ revisionId }) => revisionId),
    knex,
  );
  return services.map(service => {
    const revision = latest.get(service.id);
    return {
      id: service.id,
      tenant: service.tenant,
      application: service.application,
      slug: service.slug,
      displayName: service.displayName,
      kind: service.kind,
      draft: service.draft,
      ...(revision ? { latestRevision: revision.number } : {}),
      draftReleased: revision?.hash === service.draftHash,
      environments: (wishesOf.get(service.id) ?? []).flatMap(
        ({ environment, revisionId, placement }) => {
          const runs = revisions.get(revisionId);
          return runs
            ? [
                {
                  environment,
                  revision: runs.number,
                  instances: placement.instances,
                  clusters: placement.clusters.map(({ cluster }) => cluster),
                },
              ]
            : [];
        },
      ),
      createdBy: service.createdBy,
      createdAt: service.createdAt,
      updatedAt: service.updatedAt,
      generation: service.generation,
    };
  });
}

/** A revision as the API shows it. */
export function revisionView(revision: RevisionRecord): Revision {
  const digest = parseImageReference(revision.spec.image)?.digest;
  return {
    id: revision.id,
    number: revision.number,
    hash: revision.hash,
    spec: revision.spec,
    ...(digest === undefined ? {} : { imageDigest: digest }),
    createdBy: revision.createdBy,
    createdAt: revision.createdAt,
  };
}
