import { JsonValue } from '@backstage/types';

/** One field that is not as it was sent. */
export interface Difference {
  /** `spec.template.spec.containers[main].image`. */
  path: string;
  sent: string;
  /** What stands there. */
  found: string;
}

/** Lists of these are told apart by a field of their entries, as Kubernetes merges them. */
const KEYS = ['name', 'containerPort', 'port', 'mountPath', 'type'];
const LONGEST = 60;

/**
 * The fields that were sent and stand otherwise, in the order of sending. What stands there beside them is none: others may
 * add what they like. Values of variables are not told, since somebody may have put a secret there.
 */
export function differences(
  sent: JsonValue | undefined,
  found: JsonValue | undefined,
  path = '',
): Difference[] {
  if (sent === undefined || sent === null) {
    return [];
  }
  if (Array.isArray(sent)) {
    return ofList(sent, Array.isArray(found) ? found : [], path);
  }
  if (typeof sent === 'object') {
    const other = isRecord(found) ? found : {};
    return Object.entries(sent).flatMap(([key, value]) =>
      differences(value, other[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return sameScalar(sent, found)
    ? []
    : [{ path, sent: words(path, sent), found: words(path, found) }];
}

function ofList(
  sent: JsonValue[],
  found: JsonValue[],
  path: string,
): Difference[] {
  return sent.flatMap((entry, i) => {
    const key = isRecord(entry)
      ? KEYS.find(name => entry[name] !== undefined)
      : undefined;
    if (!isRecord(entry) || key === undefined) {
      return differences(entry, found[i], `${path}[${i}]`);
    }
    const other = found.find(one => isRecord(one) && one[key] === entry[key]);
    const at = `${path}[${String(entry[key])}]`;
    return other === undefined
      ? [{ path: at, sent: 'there', found: 'gone' }]
      : differences(entry, other, at);
  });
}

/** Quantities and numbers are written in more than one way by the server: `1` and `"1"`. */
function sameScalar(sent: JsonValue, found: JsonValue | undefined): boolean {
  return found !== undefined && String(sent) === String(found);
}

function words(path: string, value: JsonValue | undefined): string {
  if (value === undefined || value === null) {
    return 'nothing';
  }
  if (/\.env\[[^\]]*\]\.value$/.test(path)) {
    return 'a value';
  }
  const text =
    typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function isRecord(
  value: JsonValue | undefined,
): value is { [key: string]: JsonValue | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
