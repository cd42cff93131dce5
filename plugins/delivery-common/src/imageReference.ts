/**
 * The parts of a container image reference.
 *
 * @public
 */
export interface ImageReference {
  /** With the registry where the reference names one: `ghcr.io/stefanprodan/podinfo`. */
  name: string;
  tag?: string;
  /** `sha256:` and 64 hexadecimal digits. Only a digest names the same bytes for ever. */
  digest?: string;
}

// The grammar of the OCI distribution specification, as in its reference implementation.
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const host =
  '(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(?:\\.(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*(?::[0-9]+)?';
const reference = new RegExp(
  `^((?:${host}/)?${component}(?:/${component})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`,
);

/**
 * Takes an image reference apart, or gives undefined where it is malformed.
 *
 * @example `payments/checkout:1.4.2` gives the name `payments/checkout` and the tag `1.4.2`.
 * @public
 */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length > 512) {
    return undefined;
  }
  const match = reference.exec(text);
  return match
    ? { name: match[1], tag: match[2], digest: match[3] }
    : undefined;
}
