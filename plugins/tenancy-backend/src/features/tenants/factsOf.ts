import {
  namespaceOf,
  StandardEnvironment,
  TenantFacts,
} from '@flytower/plugin-tenancy-common';
import { boundClusters, TenantRecord } from '../../domain/TenantRecord';

/** What other backends may know of a tenant. */
export function factsOf(
  tenant: TenantRecord,
  standard: readonly StandardEnvironment[],
): TenantFacts {
  const bound = boundClusters(tenant);
  return {
    id: tenant.id,
    slug: tenant.slug,
    displayName: tenant.displayName,
    state: tenant.state,
    quota: tenant.quota,
    clusters: bound,
    environments: tenant.environments.map(environment => {
      const targets = environment.targets.filter(({ cluster }) =>
        bound.includes(cluster),
      );
      return {
        id: environment.id,
        ...environmentFacts(tenant.slug, environment.name, standard),
        clusters: targets.map(({ cluster }) => cluster),
        readyClusters: targets
          .filter(({ state }) => state === 'ready')
          .map(({ cluster }) => cluster),
      };
    }),
    teams: tenant.teams.map(({ id, slug, displayName }) => ({
      id,
      slug,
      displayName,
    })),
    installationId: tenant.installationId,
    generation: tenant.generation,
  };
}

/**
 * An environment as it is shown. One that the configuration no longer has keeps its tenants' namespaces, under its plain
 * name, and asks for approval: dropping a line from a file must not open production.
 */
export function environmentFacts(
  tenant: string,
  name: string,
  standard: readonly StandardEnvironment[],
): { name: string; displayName: string; namespace: string; approval: boolean } {
  const known = standard.find(environment => environment.name === name);
  return {
    name,
    displayName: known?.displayName ?? name,
    namespace: namespaceOf(tenant, name),
    approval: known?.approval ?? true,
  };
}
