import {
  CustomErrorBase,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { TenantScope } from '@flytower/contract';
import { isInScope } from './scopes';

/**
 * The one answer for a tenant that is not there and for one that the caller may not know of.
 *
 * @public
 */
export function tenantNotFound(tenant: string): NotFoundError {
  return new NotFoundError(
    `There is no tenant "${tenant}", or you are not a member of it`,
  );
}

/**
 * Refuses to change a row that the caller has been found to be able to read.
 *
 * @public
 */
export function assertInScope(
  scope: TenantScope,
  tenant: string | undefined,
  act: string,
): void {
  if (!isInScope(scope, tenant)) {
    throw new NotAllowedError(
      `You may read this and not ${act}; ask an owner of the tenant, or an operations admin`,
    );
  }
}

/**
 * The body is larger than the server reads. Backstage answers with the status code of the error.
 *
 * @public
 */
export class PayloadTooLargeError extends CustomErrorBase {
  name = 'PayloadTooLargeError' as const;
  readonly statusCode = 413;
}
