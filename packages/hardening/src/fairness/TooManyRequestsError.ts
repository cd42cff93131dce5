import { CustomErrorBase } from '@backstage/errors';

/** Somebody asks for more than their share. Answered with 429 and `Retry-After`. */
export class TooManyRequestsError extends CustomErrorBase {
  name = 'TooManyRequestsError' as const;
  readonly statusCode = 429;
  /** Whole seconds. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super(
      `You have more requests under way than your share of the portal; try again in ${retryAfter} ${
        retryAfter === 1 ? 'second' : 'seconds'
      }`,
    );
    this.retryAfter = retryAfter;
  }
}
