import { PLATFORM_ENTITY_NAMESPACE } from '@flytower/contract';
import {
  tenancyContract,
  TenancySnapshot,
} from '@flytower/plugin-tenancy-common';
import { SourceEntity } from '../sources/Source';
import { makeEntity, pageLink, Portal } from './makeEntity';
import { teamRef, tenantRef } from './names';

/** Tenants with their members, and their teams as child groups. */
export function tenancyEntities(
  { tenants }: Pick<TenancySnapshot, 'tenants'>,
  portal: Portal,
): SourceEntity[] {
  return tenants.flatMap(({ id, slug, displayName, members, teams }) =>
    [
      makeEntity({
        source: tenancyContract.pluginId,
        origin: `tenant/${id}`,
        kind: 'Group',
        namespace: PLATFORM_ENTITY_NAMESPACE,
        name: slug,
        title: displayName,
        tenant: slug,
        links: [pageLink(portal, 'Tenant', 'tenants', slug)],
        spec: {
          type: 'tenant',
          children: teams.map(team => teamRef(slug, team.slug)),
          members: members.map(({ person }) => person),
        },
      }),
      ...teams.map(team =>
        makeEntity({
          source: tenancyContract.pluginId,
          origin: `team/${team.id}`,
          kind: 'Group',
          namespace: slug,
          name: team.slug,
          title: team.displayName,
          tenant: slug,
          links: [pageLink(portal, 'Tenant', 'tenants', slug)],
          spec: {
            type: 'team',
            parent: tenantRef(slug),
            children: [],
            members: team.members.map(({ person }) => person),
          },
        }),
      ),
    ].map(entity => ({ entity, subjects: [slug] })),
  );
}
