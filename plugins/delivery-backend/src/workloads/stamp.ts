import { createHash } from 'node:crypto';
import { JsonValue } from '@backstage/types';
import { Manifest } from '@flytower/kube';
import { ServiceSpec } from '@flytower/plugin-delivery-common';
import { canonical } from '../rendering/canonical';

/** The annotation of a workload that says by which manifest it stands; it only rises. */
export const GENERATION = 'flytower.dev/generation';
/** The annotation that tells two manifests of one generation apart: a database that was put back hands numbers out again. */
export const MANIFEST = 'flytower.dev/manifest';
/** The annotation of a workload that says which release applied it last. */
export const RELEASE_ID = 'flytower.dev/release-id';
/** Who asked for that release. */
export const REQUESTER = 'flytower.dev/requester';

/** The specification of its revision, by which a database that was put back learns what runs. */
export const SPEC = 'flytower.dev/spec';
/** Annotations have a quarter of a mebibyte together. */
const LONGEST_SPEC = 64 * 1024;

/** What a workload says of itself. */
export interface Stamp {
  generation: number;
  hash: string;
  releaseId: string;
  requester: string;
  spec: ServiceSpec;
}

/** The objects with the stamp on their workload, which is the last of them. Annotations restart nobody. */
export function stamped(
  objects: readonly Manifest[],
  stamp: Stamp,
): Manifest[] {
  const spec = JSON.stringify(stamp.spec);
  return objects.map((object, i) =>
    i < objects.length - 1
      ? object
      : {
          ...object,
          metadata: {
            ...object.metadata,
            annotations: {
              ...object.metadata.annotations,
              [GENERATION]: String(stamp.generation),
              [MANIFEST]: stamp.hash,
              [RELEASE_ID]: stamp.releaseId,
              [REQUESTER]: stamp.requester,
              ...(spec.length <= LONGEST_SPEC ? { [SPEC]: spec } : {}),
            },
          },
        },
  );
}

/** 16 hexadecimal digits of the SHA-256 over the objects without their stamp. */
export function hashOfObjects(objects: readonly Manifest[]): string {
  return digest(
    stampless(objects).map(object => JSON.parse(JSON.stringify(object))),
  );
}

/** The objects as they were rendered. */
export function stampless(objects: readonly Manifest[]): Manifest[] {
  return objects.map(object => {
    const { annotations, ...metadata } = object.metadata;
    const rest = Object.fromEntries(
      Object.entries(annotations ?? {}).filter(
        ([name]) =>
          name !== GENERATION &&
          name !== MANIFEST &&
          name !== RELEASE_ID &&
          name !== REQUESTER &&
          name !== SPEC,
      ),
    );
    return {
      ...object,
      metadata: {
        ...metadata,
        ...(Object.keys(rest).length > 0 ? { annotations: rest } : {}),
      },
    };
  });
}

/** The same of the pod template of the workload: where it stays, no pod is replaced. */
export function hashOfTemplate(objects: readonly Manifest[]): string {
  const spec: { template?: object; jobTemplate?: object } = {
    ...objects.at(-1)?.spec,
  };
  return digest(
    JSON.parse(JSON.stringify(spec.template ?? spec.jobTemplate ?? null)),
  );
}

function digest(value: JsonValue): string {
  return createHash('sha256')
    .update(canonical(value))
    .digest('hex')
    .slice(0, 16);
}
