import { createHash } from 'node:crypto';
import { BoundCredentials } from '@flytower/plugin-public-services-node';
import { z } from 'zod';

/**
 * A binding as workloads carry it: which variables come from which Secret. A value is never among it.
 */
export const carriedBindingSchema = z.object({
  id: z.string(),
  /** Its slug. */
  binding: z.string(),
  instance: z.string(),
  /** Of its credentials. */
  version: z.int(),
  secretName: z.string(),
  variables: z.array(z.object({ name: z.string(), key: z.string() })),
});

export type CarriedBinding = z.infer<typeof carriedBindingSchema>;

/** What a workload that is rendered now carries of a binding. */
export function carriedOf(bound: BoundCredentials): CarriedBinding {
  return {
    id: bound.bindingId,
    binding: bound.binding,
    instance: bound.instance,
    version: bound.version,
    secretName: bound.secretName,
    variables: bound.variables.map(({ name, key }) => ({ name, key })),
  };
}

/**
 * The credentials that a workload in one cluster is to be rendered with, as they are now.
 *
 * *unknown*: bindings are not loaded yet, and nothing may be rendered. *known*: `waitsFor` names the bindings whose Secret
 * is not in place in the cluster.
 */
export type Credentials =
  | { kind: 'unknown'; sentence: string }
  | { kind: 'known'; bindings: CarriedBinding[]; waitsFor: string[] };

/** Those of a service's bindings that it is about, as they are in a cluster now. */
export function credentialsIn(
  cluster: string,
  bound: readonly BoundCredentials[],
): Extract<Credentials, { kind: 'known' }> {
  return {
    kind: 'known',
    bindings: bound.map(carriedOf),
    waitsFor: bound
      .filter(({ clusters }) => !clusters.includes(cluster))
      .map(({ binding }) => binding),
  };
}

/**
 * The hash of what a pod template takes from bindings, for the label `flytower.dev/credentials`: 16 hexadecimal digits of
 * the SHA-256 over variable, Secret and key. Nothing where there are no bindings: a service without any keeps its template.
 */
export function credentialsHashOf(
  bindings: readonly CarriedBinding[],
): string | undefined {
  const references = bindings
    .flatMap(({ secretName, variables }) =>
      variables.map(({ name, key }) => [name, secretName, key].join('\n')),
    )
    .sort();
  return references.length === 0
    ? undefined
    : createHash('sha256')
        .update(references.join('\n\n'))
        .digest('hex')
        .slice(0, 16);
}

/** Whether instances that carry the one would be replaced to carry the other. */
export function sameCredentials(
  one: readonly CarriedBinding[],
  other: readonly CarriedBinding[],
): boolean {
  return credentialsHashOf(one) === credentialsHashOf(other);
}

/** What differs between what instances carry and what they are to carry, a sentence each: "new password of orders-db". */
export function credentialChanges(
  before: readonly CarriedBinding[],
  after: readonly CarriedBinding[],
): string[] {
  const changed = after.flatMap(binding => {
    const old = before.find(({ id }) => id === binding.id);
    if (!old) {
      return [`${binding.binding} is bound`];
    }
    if (old.version !== binding.version) {
      return [`new password of ${binding.binding}`];
    }
    return sameCredentials([old], [binding])
      ? []
      : [`other variables of ${binding.binding}`];
  });
  const gone = before
    .filter(old => !after.some(({ id }) => id === old.id))
    .map(({ binding }) => `${binding} is no longer bound`);
  return [...changed, ...gone];
}
