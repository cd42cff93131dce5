import { PlanProblem } from '@flytower/plugin-delivery-common';
import type { PlanContext } from './planRelease';
import { Wish } from './resolveWish';

/** What is wrong with the variables of bindings, and where credentials are still awaited. */
export function bindingProblems(
  renders: readonly string[],
  { revision }: Wish,
  { bindings }: PlanContext,
): PlanProblem[] {
  if (renders.length === 0) {
    return [];
  }
  const sources = [
    ...(revision?.spec.variables ?? []).map(({ name }) => ({
      name,
      from: 'the plain variables',
    })),
    ...bindings.flatMap(({ binding, variables }) =>
      variables.map(({ name }) => ({ name, from: `binding ${binding}` })),
    ),
  ];
  const twice = [...new Set(sources.map(({ name }) => name))].flatMap(
    (name): PlanProblem[] => {
      const from = sources.filter(one => one.name === name);
      return from.length === 1
        ? []
        : [
            {
              code: 'variable-twice',
              blocks: true,
              sentence: `The variable ${name} comes from ${from
                .map(one => one.from)
                .join(
                  ' and from ',
                )}: rename it in one, or bind with another prefix`,
            },
          ];
    },
  );
  const awaited = renders.flatMap(cluster =>
    bindings
      .filter(({ clusters }) => !clusters.includes(cluster))
      .map(
        ({ binding }): PlanProblem => ({
          code: 'credentials-not-ready',
          blocks: false,
          cluster,
          sentence: `The credentials of binding ${binding} are not in ${cluster} yet; its part waits for them and goes on by itself`,
        }),
      ),
  );
  return [...twice, ...awaited];
}
