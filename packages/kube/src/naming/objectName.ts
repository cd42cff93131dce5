import { createHash } from 'node:crypto';
import { InputError } from '@backstage/errors';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const MAX_LENGTH = 63;
const HASH_LENGTH = 8;

/**
 * The namespace the bundle makes: ServiceAccounts of tenants live there.
 *
 * @public
 */
export const SYSTEM_NAMESPACE = 'flytower-system';

/**
 * The namespace of a tenant's environment, the same in every cluster of it. Slugs have no `--`, so no two pairs share a
 * namespace.
 *
 * @example
 * `namespaceOf('payments', 'prod')` is `payments--prod`
 * @public
 */
export function namespaceOf(tenant: string, environment: string): string {
  for (const slug of [tenant, environment]) {
    if (!LABEL.test(slug) || slug.includes('--')) {
      throw new InputError(
        `"${slug}" cannot be part of a namespace's name: small letters, digits and single hyphens only`,
      );
    }
  }
  return objectName(`${tenant}--${environment}`);
}

/**
 * A name for an object, made of parts joined by `-`: a DNS-1123 label of at most 63 characters. What is too long is cut
 * and gets the first 8 characters of a SHA-256 of the whole, so that two long names that begin alike stay apart.
 *
 * @example
 * `objectName('checkout', 'gray')` is `checkout-gray`
 * @public
 */
export function objectName(...parts: string[]): string {
  const whole = parts.join('-');
  if (!LABEL.test(whole)) {
    throw new InputError(
      `"${whole}" cannot be the name of a Kubernetes object: small letters, digits and hyphens only, no hyphen at an end`,
    );
  }
  if (whole.length <= MAX_LENGTH) {
    return whole;
  }
  const hash = createHash('sha256').update(whole).digest('hex');
  const kept = whole.slice(0, MAX_LENGTH - HASH_LENGTH - 1).replace(/-+$/, '');
  return `${kept}-${hash.slice(0, HASH_LENGTH)}`;
}
