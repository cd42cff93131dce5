import { BackstageCredentials } from '@backstage/backend-plugin-api';

/**
 * On whose behalf an operation of this process may still act. In memory alone: a person's credentials are kept nowhere, and
 * after a restart a person must do the rest.
 */
export class Delegations {
  readonly #credentials = new Map<string, BackstageCredentials>();

  static create(): Delegations {
    return new Delegations();
  }

  private constructor() {}

  put(operationId: string, credentials: BackstageCredentials): void {
    this.#credentials.set(operationId, credentials);
  }

  /** Gives them once. */
  take(operationId: string): BackstageCredentials | undefined {
    const credentials = this.#credentials.get(operationId);
    this.#credentials.delete(operationId);
    return credentials;
  }
}
