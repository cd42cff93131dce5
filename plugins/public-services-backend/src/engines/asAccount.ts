import { Secret } from '@flytower/sealing';
import { EngineError, ServerAccess } from './EngineDriver';

/** Does something as a tenant's account instead of as the administrator, whom the sentences of a refusal would name. */
export async function asAccount(
  place: string,
  { username, password }: { username: string; password: Secret },
  work: (administrator: ServerAccess['administrator']) => Promise<unknown>,
): Promise<void> {
  try {
    await work({ username, password });
  } catch (error) {
    if (!(error instanceof EngineError)) {
      throw error;
    }
    if (error.code === 'wrong-password') {
      throw new EngineError(
        error.code,
        `${place} refuses the account ${username}: its password is another one, or it is locked; give it a new password, or enable it`,
        false,
      );
    }
    if (error.code === 'missing-rights') {
      throw new EngineError(
        error.code,
        `${place} lets the account ${username} sign in, but not use its instance; bind it again`,
        false,
      );
    }
    throw error;
  }
}
