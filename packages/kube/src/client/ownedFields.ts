import type { KubernetesObject } from '@kubernetes/client-node';
import { JsonObject, JsonValue } from '@backstage/types';

/**
 * The part of an object that a field manager has applied, as it would send it again: the fields that `managedFields` says are
 * its own, with what names the object. Nothing where the manager has applied none.
 *
 * The grammar of `fieldsV1` is that of Kubernetes' structured-merge-diff: `f:` a field, `k:` an entry of a list by its keys,
 * `v:` an entry by its value, `.` the thing itself.
 *
 * @public
 */
export function ownedFields(
  object: KubernetesObject,
  manager: string,
): JsonObject | undefined {
  const entry = (object.metadata?.managedFields ?? []).find(
    one =>
      one.manager === manager &&
      one.operation === 'Apply' &&
      one.subresource === undefined,
  );
  const fields = asRecord(toJson(entry?.fieldsV1));
  const whole = asRecord(toJson(object));
  if (!fields || !whole) {
    return undefined;
  }
  const owned = asRecord(extract(whole, fields)) ?? {};
  return {
    ...owned,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      ...asRecord(owned.metadata),
      name: object.metadata?.name,
      ...(object.metadata?.namespace === undefined
        ? {}
        : { namespace: object.metadata.namespace }),
    },
  };
}

function extract(value: JsonValue | undefined, fields: JsonObject): JsonValue {
  const parts = Object.entries(fields).filter(([key]) => key !== '.');
  if (value === undefined || parts.length === 0) {
    return value ?? null;
  }
  return Array.isArray(value)
    ? parts.flatMap(([key, inner]) => fromList(value, key, inner))
    : Object.fromEntries(
        parts.flatMap(([key, inner]) => {
          const name = key.slice('f:'.length);
          const child = asRecord(value)?.[name];
          return child === undefined
            ? []
            : [[name, extract(child, asRecord(inner) ?? {})] as const];
        }),
      );
}

function fromList(
  list: JsonValue[],
  key: string,
  inner: JsonValue | undefined,
): JsonValue[] {
  const wanted: JsonValue = JSON.parse(key.slice('k:'.length));
  if (key.startsWith('v:')) {
    return list.filter(one => JSON.stringify(one) === JSON.stringify(wanted));
  }
  const keys = asRecord(wanted);
  const found = list.find(
    one =>
      keys !== undefined &&
      Object.entries(keys).every(
        ([name, value]) =>
          JSON.stringify(asRecord(one)?.[name]) === JSON.stringify(value),
      ),
  );
  return found === undefined
    ? []
    : [{ ...keys, ...asRecord(extract(found, asRecord(inner) ?? {})) }];
}

function asRecord(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : undefined;
}

function toJson(value: unknown): JsonValue | undefined {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
