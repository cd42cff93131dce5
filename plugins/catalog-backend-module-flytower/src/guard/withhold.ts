import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import { isRecord, JsonRecord } from './json';
import { Knows, specField, wholeRef } from './refFields';

/**
 * An entity, or a part of one, without the relations to what the reader does not know, and without what its spec says of
 * them. The very same object where nothing is withheld.
 */
export function withhold(entity: JsonRecord, knows: Knows): JsonRecord {
  const { metadata, relations, spec } = entity;
  const shown = Array.isArray(relations)
    ? relations.filter(one => isKnownRelation(one, knows))
    : undefined;
  const shownSpec = isRecord(spec)
    ? withholdSpec(spec, namespaceOf(metadata), knows)
    : spec;
  const nothing =
    shownSpec === spec &&
    (!Array.isArray(relations) || shown?.length === relations.length);
  return nothing
    ? entity
    : {
        ...entity,
        ...(shown ? { relations: shown } : {}),
        ...(spec === undefined ? {} : { spec: shownSpec }),
      };
}

function isKnownRelation(relation: unknown, knows: Knows): boolean {
  if (!isRecord(relation) || typeof relation.targetRef !== 'string') {
    return false;
  }
  const ref = wholeRef(relation.targetRef);
  return ref !== undefined && knows(ref);
}

function withholdSpec(
  spec: JsonRecord,
  namespace: string,
  knows: Knows,
): JsonRecord {
  let shown = spec;
  for (const [name, value] of Object.entries(spec)) {
    const field = specField(name);
    if (!field) {
      continue;
    }
    const isKnown = (one: unknown) => {
      if (typeof one !== 'string') {
        return true;
      }
      const ref = wholeRef(one, { kind: field.kind, namespace });
      return ref !== undefined && knows(ref);
    };
    if (Array.isArray(value)) {
      const some = value.filter(isKnown);
      if (some.length < value.length) {
        shown = { ...shown, [name]: some };
      }
    } else if (!isKnown(value)) {
      const { [name]: _, ...others } = shown;
      shown = others;
    }
  }
  return shown;
}

function namespaceOf(metadata: unknown): string {
  return isRecord(metadata) && typeof metadata.namespace === 'string'
    ? metadata.namespace
    : DEFAULT_NAMESPACE;
}
