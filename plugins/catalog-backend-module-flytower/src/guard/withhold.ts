import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import { isRecord, JsonRecord } from './json';
import { Knows, LOCATION_ANNOTATIONS, specField, wholeRef } from './refFields';

/**
 * An entity, or a part of one, without the relations to what the reader does not know, and without what its spec says of
 * them; and without the folders of files on the server that it was read from. The very same object where nothing is withheld.
 *
 * A template keeps its folder: the scaffolder asks for it as the person who runs it, and finds the skeleton there.
 */
export function withhold(entity: JsonRecord, knows: Knows): JsonRecord {
  const shown = withholdRefs(entity, knows);
  return entity.kind === 'Template' ? shown : withholdPaths(shown);
}

function withholdRefs(entity: JsonRecord, knows: Knows): JsonRecord {
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

const ANNOTATIONS: ReadonlySet<string> = new Set(LOCATION_ANNOTATIONS);
const TARGETS: ReadonlySet<string> = new Set(['target', 'targets']);

function withholdPaths(entity: JsonRecord): JsonRecord {
  const { metadata, spec } = entity;
  const annotations = isRecord(metadata) ? metadata.annotations : undefined;
  const shownAnnotations = withoutFolders(annotations, ANNOTATIONS);
  const shownSpec = withoutFolders(spec, TARGETS);
  return shownAnnotations === annotations && shownSpec === spec
    ? entity
    : {
        ...entity,
        ...(isRecord(metadata) && isRecord(annotations)
          ? { metadata: { ...metadata, annotations: shownAnnotations } }
          : {}),
        ...(spec === undefined ? {} : { spec: shownSpec }),
      };
}

function withoutFolders(record: unknown, names: ReadonlySet<string>): unknown {
  if (!isRecord(record)) {
    return record;
  }
  const changed = Object.entries(record).flatMap(([name, value]) => {
    const shown = names.has(name) ? withoutFolder(value) : value;
    return shown === value ? [] : [[name, shown]];
  });
  return changed.length > 0
    ? { ...record, ...Object.fromEntries(changed) }
    : record;
}

/** `file:/srv/portal/org.yaml` or `/srv/portal/org.yaml`, of which the last part stays. */
const FILE = /^(file:|(?=[/\\]|[a-z]:[/\\])).*[/\\]/is;

function withoutFolder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const shown = value.map(withoutFolder);
    return shown.every((one, index) => one === value[index]) ? value : shown;
  }
  return typeof value === 'string' ? value.replace(FILE, '$1') : value;
}
