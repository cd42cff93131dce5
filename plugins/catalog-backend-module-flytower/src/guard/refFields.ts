import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/**
 * The fields of a spec that refer to other entities, in lower case as the catalog's search has them, and the kind that a
 * reference without one means. From the catalog's model of kinds.
 */
const SPEC_FIELDS: ReadonlyMap<string, string | undefined> = new Map([
  ['owner', 'Group'],
  ['system', 'System'],
  ['domain', 'Domain'],
  ['subdomainof', 'Domain'],
  ['subcomponentof', 'Component'],
  ['providesapis', 'API'],
  ['consumesapis', 'API'],
  ['dependson', undefined],
  ['dependencyof', undefined],
  ['parent', 'Group'],
  ['children', 'Group'],
  ['members', 'User'],
  ['memberof', 'Group'],
]);

/** The kind that the references in a field of a spec mean; undefined where the field holds none. */
export function specField(
  name: string,
): { kind: string | undefined } | undefined {
  const key = name.toLowerCase();
  return SPEC_FIELDS.has(key) ? { kind: SPEC_FIELDS.get(key) } : undefined;
}

/** Annotations that say from where an entity was read. */
export const LOCATION_ANNOTATIONS = [
  'backstage.io/managed-by-location',
  'backstage.io/managed-by-origin-location',
  'backstage.io/source-location',
];

const PATH_FIELDS = [
  ...LOCATION_ANNOTATIONS.map(one => `metadata.annotations.${one}`),
  'spec.target',
  'spec.targets',
];

/** The field, of those that may hold paths of files on the server, that this one is or is a part of. */
export function pathField(field: string): string | undefined {
  const asked = field.toLowerCase();
  return PATH_FIELDS.find(one => asked === one || asked.startsWith(`${one}.`));
}

/**
 * What a field of the catalog's search, by whatever spelling, says of other entities.
 *
 * - `plain`: nothing, as `metadata.name`.
 * - `refs`: its values are references, as `relations.memberof` and `spec.owner`.
 * - `inside`: a reference is part of its own name. The search has each text of a list as a field as well:
 *   `spec.members.user:default/lee` with the value `true`.
 * - `path`: it may tell where files lie on the server. Asked by a whole value, which only those have who know it.
 */
export function kindOfField(
  field: string,
): 'plain' | 'refs' | 'inside' | 'path' {
  if (pathField(field) !== undefined) {
    return 'path';
  }
  const [root, name, ...inside] = field.toLowerCase().split('.');
  if (root === 'relations') {
    return 'refs';
  }
  if (root !== 'spec' || name === undefined || !specField(name)) {
    return 'plain';
  }
  return inside.length === 0 ? 'refs' : 'inside';
}

/** As relations have it, thousands of times a page: nothing is left to read. */
const WHOLE = /^[a-z]+:[a-z0-9._-]+\/[a-z0-9._-]+$/;

/** A reference in whole and in lower case, `user:default/dan`; undefined for what is none. */
export function wholeRef(
  text: string,
  defaults: { kind?: string; namespace?: string } = {},
): string | undefined {
  if (WHOLE.test(text)) {
    return text;
  }
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: defaults.kind,
        defaultNamespace: defaults.namespace ?? 'default',
      }),
    );
  } catch {
    return undefined;
  }
}

/** The same for what somebody asks by: only a reference that is whole means the same in every entity. */
export function askedRef(text: string): string | undefined {
  return /^[^:/]+:[^:/]+\/[^:/]+$/.test(text) ? wholeRef(text) : undefined;
}

/** Whether the reader may know of a reference, which is whole and in lower case. */
export type Knows = (ref: string) => boolean;
