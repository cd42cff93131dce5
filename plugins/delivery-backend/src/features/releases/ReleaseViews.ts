import { NotFoundError } from '@backstage/errors';
import { isFinished, Operation, TenantScope } from '@flytower/contract';
import { OperationStore } from '@flytower/durable';
import {
  Release,
  ReleaseKind,
  ReleaseVerb,
} from '@flytower/plugin-delivery-common';
import { ReleaseRecord, RevisionRecord } from '../../domain/records';
import { Page } from '../../stores/columns';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { ReleaseFilter } from '../../stores/releaseFilter';

/** Releases as the pages show them. */
export class ReleaseViews {
  readonly #stores: DeliveryStores;
  readonly #operations: OperationStore;

  static create(options: {
    stores: DeliveryStores;
    operations: OperationStore;
  }): ReleaseViews {
    return new ReleaseViews(options.stores, options.operations);
  }

  private constructor(stores: DeliveryStores, operations: OperationStore) {
    this.#stores = stores;
    this.#operations = operations;
  }

  async page(
    scope: TenantScope,
    filter: ReleaseFilter,
  ): Promise<Page<Release>> {
    const page = await this.#stores.releases.page(scope, filter);
    return { ...page, items: await this.#viewsOf(page.items) };
  }

  async get(tenant: string, id: string): Promise<Release> {
    const release = await this.#stores.releases.find(id);
    if (!release || release.tenant !== tenant) {
      throw new NotFoundError(`There is no release ${id} in ${tenant}`);
    }
    const [view] = await this.#viewsOf([release]);
    return view;
  }

  async #viewsOf(releases: ReleaseRecord[]): Promise<Release[]> {
    const revisionIds = releases.flatMap(r =>
      [r.revisionId, r.previousRevisionId].filter(
        (id): id is string => id !== undefined,
      ),
    );
    const [services, revisions, operations] = await Promise.all([
      this.#stores.services.byIds(releases.map(r => r.serviceId)),
      this.#stores.revisions.byIds(revisionIds),
      this.#operations.byIds(releases.map(r => r.id)),
    ]);
    return releases.flatMap(release => {
      const service = services.get(release.serviceId);
      const operation = operations.get(release.id);
      return service && operation
        ? [viewOf(release, { service, operation, revisions })]
        : [];
    });
  }
}

function viewOf(
  release: ReleaseRecord,
  parts: {
    service: { slug: string; application: string };
    operation: Operation;
    revisions: ReadonlyMap<string, RevisionRecord>;
  },
): Release {
  const { service, operation, revisions } = parts;
  const reference = (id: string | undefined) => {
    const revision = id === undefined ? undefined : revisions.get(id);
    return (
      revision && {
        number: revision.number,
        hash: revision.hash,
        image: revision.spec.image,
      }
    );
  };
  const { schedule } =
    revisions.get(release.revisionId ?? release.previousRevisionId ?? '')
      ?.spec ?? {};
  return {
    id: release.id,
    number: release.number,
    tenant: release.tenant,
    application: service.application,
    service: service.slug,
    serviceId: release.serviceId,
    environment: release.environment,
    kind: release.kind,
    ...(schedule ? { schedule } : {}),
    strategy: 'rolling',
    revision: reference(release.revisionId),
    previousRevision: reference(release.previousRevisionId),
    bindings: release.bindings.map(({ binding, instance, version }) => ({
      binding,
      instance,
      version,
    })),
    placement: release.placement,
    clusters: release.progress,
    note: release.note,
    requester: release.requester,
    controls: controlsOf(release.kind, operation),
    operation,
    createdAt: release.createdAt,
  };
}

/** What may be done with a release in its present state; the very rule that its control route checks. */
export function controlsOf(
  kind: ReleaseKind,
  { state, aborting }: Pick<Operation, 'state' | 'aborting'>,
): ReleaseVerb[] {
  if (isFinished(state)) {
    return state === 'failed' && kind !== 'unpublish' ? ['retry'] : [];
  }
  if (aborting) {
    return ['retry'];
  }
  switch (state) {
    case 'paused':
      return ['resume', 'abort'];
    case 'waiting':
      return ['pause', 'retry', 'abort'];
    default:
      return ['pause', 'abort'];
  }
}
