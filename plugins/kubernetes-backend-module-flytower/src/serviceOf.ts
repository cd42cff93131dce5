import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
} from '@backstage/catalog-model';
import { SERVICE_ID_ANNOTATION, TENANT_ANNOTATION } from '@flytower/contract';

/** Whose objects an entity shows. */
export interface ServiceRef {
  /** The tenant's slug. */
  tenant: string;
  /** The service's ULID, which its objects carry in the label `flytower.dev/service-id`. */
  serviceId: string;
}

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/**
 * The service that an entity stands for; undefined for everything that Flytower's own provider did not make.
 *
 * Only the entity's place in the catalog and the service's id count: the tenant is the entity's namespace, and a selector,
 * a Kubernetes namespace or a cluster that its annotations name is never read. The catalog itself writes the two location
 * annotations over whatever a catalog-info.yaml says, so that a repository's entity cannot pass for Flytower's.
 */
export function serviceOf(entity: Entity): ServiceRef | undefined {
  const { annotations = {}, namespace: tenant } = entity.metadata;
  const serviceId = annotations[SERVICE_ID_ANNOTATION];
  return entity.kind === 'Component' &&
    isFlytowers(annotations[ANNOTATION_LOCATION]) &&
    isFlytowers(annotations[ANNOTATION_ORIGIN_LOCATION]) &&
    tenant !== undefined &&
    annotations[TENANT_ANNOTATION] === tenant &&
    ULID.test(serviceId ?? '')
    ? { tenant, serviceId }
    : undefined;
}

function isFlytowers(location: string | undefined): boolean {
  return location?.startsWith('flytower:') ?? false;
}
