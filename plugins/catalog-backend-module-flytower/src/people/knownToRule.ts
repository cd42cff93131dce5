import {
  isGroupEntity,
  isUserEntity,
  parseEntityRef,
  RELATION_HAS_MEMBER,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { EntitiesSearchFilter } from '@backstage/plugin-catalog-node';
import { catalogEntityPermissionResourceRef } from '@backstage/plugin-catalog-node/alpha';
import { PermissionCriteria } from '@backstage/plugin-permission-common';
import { createPermissionRule } from '@backstage/plugin-permission-node';
import { TENANT_ANNOTATION } from '@flytower/contract';
import {
  KNOWN_TO_RULE,
  MembershipService,
  OperationsAdmins,
} from '@flytower/plugin-tenancy-node';
import { z } from 'zod/v3';

/**
 * Which people and groups of no tenant somebody knows: themselves and whoever is in a tenant with them; the groups that
 * they are in, and those of the operations admins, who are to be asked. Memberships are looked up in memory each time, so
 * that a condition that was decided a moment ago shows nobody who has left.
 */
export function knownToRule(options: {
  admins: Pick<OperationsAdmins, 'groups'>;
  memberships: Pick<MembershipService, 'peopleBeside'>;
}) {
  const { admins, memberships } = options;
  return createPermissionRule({
    name: KNOWN_TO_RULE,
    description:
      'People who share a tenant with a person, and the groups of that person and of operations admins',
    resourceRef: catalogEntityPermissionResourceRef,
    paramsSchema: z.object({
      person: z.string().describe('Entity reference of whoever reads'),
    }),
    apply: (entity, { person }) => {
      const ref = stringifyEntityRef(entity);
      if (isUserEntity(entity)) {
        return memberships.peopleBeside(person).has(ref);
      }
      return (
        isGroupEntity(entity) &&
        entity.metadata.annotations?.[TENANT_ANNOTATION] === undefined &&
        (admins.groups.includes(ref) ||
          (entity.relations ?? []).some(
            ({ type, targetRef }) =>
              type === RELATION_HAS_MEMBER && targetRef === person,
          ))
      );
    },
    toQuery: ({ person }) => ({
      anyOf: [
        {
          allOf: [
            { key: 'kind', values: ['group'] },
            { not: { key: `metadata.annotations.${TENANT_ANNOTATION}` } },
            {
              anyOf: [
                { key: `relations.${RELATION_HAS_MEMBER}`, values: [person] },
                ...named(admins.groups),
              ],
            },
          ],
        },
        ...named([...memberships.peopleBeside(person)]),
      ],
    }),
  });
}

/** Entities by their references, as one filter a kind and namespace: a list of a thousand names is one comparison. */
function named(
  refs: readonly string[],
): PermissionCriteria<EntitiesSearchFilter>[] {
  const places = new Map<
    string,
    { kind: string; namespace: string; names: string[] }
  >();
  for (const ref of refs) {
    const { kind, namespace, name } = parseEntityRef(ref);
    const place = `${kind}:${namespace}`;
    const found = places.get(place) ?? { kind, namespace, names: [] };
    found.names.push(name);
    places.set(place, found);
  }
  return [...places.values()].map(({ kind, namespace, names }) => ({
    allOf: [
      { key: 'kind', values: [kind] },
      { key: 'metadata.namespace', values: [namespace] },
      { key: 'metadata.name', values: names },
    ],
  }));
}
