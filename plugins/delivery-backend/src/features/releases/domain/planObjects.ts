import { PlanObject, ReleasePlan } from '@flytower/plugin-delivery-common';
import { carriedOf } from '../../../domain/bindings';
import {
  deploymentRef,
  renderDeployment,
  renderScale,
} from '../../../rendering/renderDeployment';
import { cronJobRef, renderCronJob } from '../../../rendering/renderCronJob';
import { renderService, serviceRef } from '../../../rendering/renderService';
import { ServiceIdentity } from '../../../rendering/ServiceIdentity';
import type { PlanContext } from './planRelease';
import { Wish } from './resolveWish';

/** The objects that a release creates, changes and removes, as they will be sent. */
export function planObjects(options: {
  identity: ServiceIdentity;
  wish: Wish;
  clusters: ReleasePlan['clusters'];
  context: PlanContext;
}): PlanObject[] {
  return options.clusters.flatMap(cluster => objectsIn(cluster, options));
}

function objectsIn(
  { cluster, action, to, from, dataCentre }: ReleasePlan['clusters'][number],
  {
    identity,
    wish,
    context,
  }: { identity: ServiceIdentity; wish: Wish; context: PlanContext },
): PlanObject[] {
  const isJob = context.service.kind === 'scheduled-job';
  const workload = named(
    cluster,
    isJob ? cronJobRef(identity) : deploymentRef(identity),
  );
  const endpoint = named(cluster, serviceRef(identity));
  const scale: PlanObject = {
    ...workload,
    action: 'scale',
    manifest: renderScale(identity, to),
  };
  if (action === 'remove') {
    return [
      { ...workload, action },
      ...(context.current &&
      renderService(identity, context.current.revision.spec)
        ? [{ ...endpoint, action }]
        : []),
    ];
  }
  if (action === 'scale') {
    return [scale];
  }
  if (action === 'none' || !wish.revision) {
    return [];
  }
  const service = renderService(identity, wish.revision.spec);
  const rendering = {
    identity,
    cluster: { name: cluster, dataCentre },
    revision: wish.revision,
    bindings: context.bindings.map(carriedOf),
  };
  const { schedule } = wish.revision.spec;
  if (schedule) {
    return [
      {
        ...workload,
        action,
        manifest: renderCronJob({ ...rendering, schedule, suspended: false }),
      },
    ];
  }
  return [
    {
      ...workload,
      action,
      manifest: renderDeployment({
        ...rendering,
        ...(action === 'create' ? { replicas: to } : {}),
      }),
    },
    ...(service ? [{ ...endpoint, action, manifest: service }] : []),
    ...(action === 'update' && from !== to ? [scale] : []),
  ];
}

function named(
  cluster: string,
  ref: { kind: string; namespace: string; name: string },
) {
  const { kind, namespace, name } = ref;
  return { cluster, kind, namespace, name };
}
