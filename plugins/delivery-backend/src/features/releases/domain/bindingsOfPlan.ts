import { ReleasePlan } from '@flytower/plugin-delivery-common';
import { ReleaseTarget } from '../../../domain/records';
import type { PlanContext } from './planRelease';

/**
 * What a release carries of bindings: variables, today's version, and the oldest version that the instances it replaces
 * carry. Nothing where no pod template changes.
 */
export function bindingsOfPlan(
  targets: readonly Pick<ReleaseTarget, 'cluster' | 'fromBindings'>[],
  clusters: ReleasePlan['clusters'],
  { bindings }: PlanContext,
): ReleasePlan['bindings'] {
  const rendering = clusters.filter(
    ({ action }) => action !== 'remove' && action !== 'scale',
  );
  return rendering.length === 0
    ? []
    : bindings.map(bound => {
        const versions = targets.flatMap(({ fromBindings }) =>
          fromBindings
            .filter(({ id }) => id === bound.bindingId)
            .map(({ version }) => version),
        );
        return {
          binding: bound.binding,
          instance: bound.instance,
          version: bound.version,
          variables: bound.variables.map(({ name }) => name),
          ...(versions.length > 0
            ? { runningVersion: Math.min(...versions) }
            : {}),
          waitsIn: rendering
            .filter(({ cluster }) => !bound.clusters.includes(cluster))
            .map(({ cluster }) => cluster),
        };
      });
}

/** The bindings that come, go or have new credentials, as what differs from what runs: "version 1" → "version 2". */
export function bindingChanges(
  targets: readonly Pick<ReleaseTarget, 'fromBindings'>[],
  clusters: ReleasePlan['clusters'],
  { bindings }: PlanContext,
): ReleasePlan['changes'] {
  if (clusters.every(({ restarts }) => restarts === 0)) {
    return [];
  }
  const before = versionsOf(targets.flatMap(target => target.fromBindings));
  const after = versionsOf(bindings);
  return [...new Set([...before.keys(), ...after.keys()])]
    .map(binding => ({
      field: `binding ${binding}`,
      before: before.get(binding),
      after: after.get(binding),
    }))
    .filter(change => change.before !== change.after);
}

/** The oldest version of each, in words. */
function versionsOf(
  bindings: readonly { binding: string; version: number }[],
): Map<string, string> {
  const newestFirst = [...bindings].sort((a, b) => b.version - a.version);
  return new Map(
    newestFirst.map(({ binding, version }) => [binding, `version ${version}`]),
  );
}
