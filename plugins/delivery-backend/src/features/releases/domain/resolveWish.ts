import {
  Placement,
  PlanProblem,
  ReleaseRequest,
  ServiceSpec,
} from '@flytower/plugin-delivery-common';
import {
  AppliedRecord,
  RevisionRecord,
  ServiceRecord,
  WishRecord,
} from '../../../domain/records';

/** A revision that is there, or the one that the release will make of the draft. */
export interface WishedRevision {
  /** None for one that is still to be made. */
  id?: string;
  number: number;
  hash: string;
  spec: ServiceSpec;
}

/** What a request comes to: which revision with which placement; neither where the service is taken out. */
export interface Wish {
  revision?: WishedRevision;
  placement?: Placement;
  problems: PlanProblem[];
}

/** What the stores know of a service in the environment of a request. */
export interface WishContext {
  service: ServiceRecord;
  current?: { wish: WishRecord; revision: RevisionRecord };
  /** What was sent to each lane of the environment. */
  applied: AppliedRecord[];
  /** The revision that the request names by number, where there is one. */
  named?: RevisionRecord;
  /** The revision that says what the draft says, where there is one. */
  ofDraft?: RevisionRecord;
  latestNumber: number;
}

/** Turns what a person asked for into a revision and a placement. Pure. */
export function resolveWish(
  request: ReleaseRequest,
  context: WishContext,
): Wish {
  const { service, current } = context;
  switch (request.kind) {
    case 'release':
      return {
        ...(request.revision === undefined
          ? { revision: revisionOfDraft(context), problems: [] }
          : namedRevision(request.revision, context)),
        placement: {
          instances: request.instances,
          clusters: request.clusters,
        },
      };
    case 'rollback':
      return current
        ? {
            ...namedRevision(request.revision, context),
            placement: current.wish.placement,
          }
        : notPublished(request, service, 'roll back');
    case 'scale': {
      if (!current) {
        return notPublished(request, service, 'scale');
      }
      const { placement } = current.wish;
      return {
        revision: current.revision,
        placement: {
          instances: request.instances ?? placement.instances,
          clusters: request.clusters ?? placement.clusters,
        },
        problems: [],
      };
    }
    case 'unpublish':
      // What an abort could not take back is there without anybody wishing it.
      return current || context.applied.length > 0
        ? { problems: [] }
        : notPublished(request, service, 'unpublish');
    default:
      return request satisfies never;
  }
}

function revisionOfDraft({
  service,
  ofDraft,
  latestNumber,
}: WishContext): WishedRevision {
  return (
    ofDraft ?? {
      number: latestNumber + 1,
      hash: service.draftHash,
      spec: service.draft,
    }
  );
}

function namedRevision(
  number: number,
  { service, named, latestNumber }: WishContext,
): Pick<Wish, 'revision' | 'problems'> {
  if (named) {
    return { revision: named, problems: [] };
  }
  const known =
    latestNumber === 0
      ? 'it has none yet'
      : `it has the revisions 1 to ${latestNumber}`;
  return {
    problems: [
      {
        code: 'revision-unknown',
        blocks: true,
        sentence: `Service "${service.slug}" has no revision ${number}: ${known}`,
      },
    ],
  };
}

function notPublished(
  request: ReleaseRequest,
  service: ServiceRecord,
  verb: string,
): Wish {
  return {
    problems: [
      {
        code: 'not-published',
        blocks: true,
        sentence: `Service "${service.slug}" is not published in ${request.environment}, so there is nothing to ${verb}; release it first`,
      },
    ],
  };
}
