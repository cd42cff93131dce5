import { isRecord, JsonRecord } from './json';
import { pathField, specField } from './refFields';
import { textsOf } from './parameters';

/** Which parts of entities are asked for, and how an answer is brought to just those. */
export interface Fields {
  /** What to ask the catalog for; undefined for whole entities. */
  ask: string[] | undefined;
  /** Whether the parts can say anything of other entities, or of files on the server. */
  refer: boolean;
  /** Takes out of an entity what was asked for its references' sake alone. */
  finish(entity: JsonRecord): JsonRecord;
}

/**
 * Reads the parameter `fields`. A part of a path of a file is taken for the whole, which is withheld as one. A part within a list of references (`relations.0.targetRef`, `spec.members.length`) is
 * taken for the whole list: how long it is, or who stands first, would tell of those who are withheld. References of a spec
 * are read relative to the entity's namespace, which is asked for too.
 */
export function fieldsOf(...asked: unknown[]): Fields {
  const fields = [
    ...new Set(
      asked
        .flatMap(one => textsOf(one, 'fields') ?? [])
        .flatMap(one => one.split(','))
        .map(one => one.trim())
        .filter(Boolean)
        .map(wholeList),
    ),
  ];
  if (fields.length === 0) {
    return { ask: undefined, refer: true, finish: entity => entity };
  }
  const ofSpec = fields.some(
    one => one === 'spec' || isSpecReference(one.split('.')),
  );
  const refer =
    ofSpec ||
    fields.some(
      one =>
        ['relations', 'metadata', 'metadata.annotations'].includes(one) ||
        pathField(one) !== undefined,
    );
  const hasNamespace =
    fields.includes('metadata') || fields.includes('metadata.namespace');
  return ofSpec && !hasNamespace
    ? {
        ask: [...fields, 'metadata.namespace'],
        refer,
        finish: withoutNamespace,
      }
    : { ask: fields, refer, finish: entity => entity };
}

function wholeList(field: string): string {
  const parts = field.split('.');
  if (parts[0] === 'relations') {
    return 'relations';
  }
  const path = pathField(field);
  if (path !== undefined) {
    return field.slice(0, path.length);
  }
  return isSpecReference(parts) ? `spec.${parts[1]}` : field;
}

function isSpecReference([root, name]: string[]): boolean {
  return root === 'spec' && name !== undefined && specField(name) !== undefined;
}

function withoutNamespace(entity: JsonRecord): JsonRecord {
  const { metadata, ...others } = entity;
  if (!isRecord(metadata)) {
    return entity;
  }
  const { namespace: _, ...rest } = metadata;
  return Object.keys(rest).length > 0 ? { ...others, metadata: rest } : others;
}
