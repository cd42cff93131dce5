import { CustomErrorBase, NotFoundError } from '@backstage/errors';

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

/** The body is larger than the server reads. Backstage answers with the status code of the error. */
export class PayloadTooLargeError extends CustomErrorBase {
  name = 'PayloadTooLargeError' as const;
  readonly statusCode = 413;
}
