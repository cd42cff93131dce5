import { ConflictError, InputError, ResponseError } from '@backstage/errors';

/** Whether the server said that something is not there (or that the person may not know of it). */
export function isAbsent(error: unknown): boolean {
  return error instanceof ResponseError && error.statusCode === 404;
}

/**
 * Whether the server read the call and said no, or we did before it was sent: then nothing was done. Everything else (no answer, a timeout, a 5xx) leaves
 * it open; so does a 401, which says nothing of an earlier call.
 */
export function isRefusal(error: unknown): boolean {
  if (error instanceof ConflictError || error instanceof InputError) {
    return true;
  }
  return (
    error instanceof ResponseError &&
    error.statusCode >= 400 &&
    error.statusCode < 500 &&
    ![401, 408, 429].includes(error.statusCode)
  );
}

/** The value, or undefined where it is not there. */
export async function orAbsent<T>(value: Promise<T>): Promise<T | undefined> {
  try {
    return await value;
  } catch (error) {
    if (isAbsent(error)) {
      return undefined;
    }
    throw error;
  }
}
