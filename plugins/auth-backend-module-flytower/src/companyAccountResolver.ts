import { NotFoundError } from '@backstage/errors';
import { OidcAuthResult } from '@backstage/plugin-auth-backend-module-oidc-provider';
import {
  OAuthAuthenticatorResult,
  SignInResolver,
} from '@backstage/plugin-auth-node';

/**
 * Finds the catalog's User of a company account: by its e-mail where the provider says that it is verified, else by its
 * `preferred_username`. Nobody is signed in who is not in the catalog.
 *
 * @public
 */
export const companyAccountResolver: SignInResolver<
  OAuthAuthenticatorResult<OidcAuthResult>
> = async (info, context) => {
  const {
    email,
    email_verified: verified,
    preferred_username: name,
  } = info.result.fullProfile.userinfo;
  if (verified === true && email) {
    try {
      return await context.signInWithCatalogUser({
        filter: { kind: 'User', 'spec.profile.email': email },
      });
    } catch (error) {
      // Anything but "no such user" (an ambiguous e-mail, say) must not fall through to another way of matching.
      if (!(error instanceof Error) || error.name !== 'NotFoundError') {
        throw error;
      }
    }
  }
  if (!name) {
    throw new NotFoundError(
      'Your company account has neither a verified e-mail that the catalog knows nor a preferred_username; ask your operations admin to add you to the catalog',
    );
  }
  return context.signInWithCatalogUser({ entityRef: { name } });
};
