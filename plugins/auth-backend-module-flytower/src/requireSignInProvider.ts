import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/**
 * Refuses a configuration without any way to sign in. A guest is nobody: where people are told apart by tenant and role,
 * guest access does not count.
 *
 * @public
 */
export function requireSignInProvider(config: RootConfigService): void {
  const providers = config.getOptionalConfig('auth.providers');
  const named = (providers?.keys() ?? []).filter(
    key =>
      key !== 'guest' &&
      (providers?.getOptionalConfig(key)?.keys().length ?? 0) > 0,
  );
  if (named.length === 0) {
    throw new InputError(
      'No sign-in provider is configured, so nobody could use the portal; set auth.providers.oidc (docs/how-to/sign-in.md)',
    );
  }
}
