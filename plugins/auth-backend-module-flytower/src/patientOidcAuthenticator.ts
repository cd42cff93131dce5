import { ServiceUnavailableError } from '@backstage/errors';
import {
  oidcAuthenticator,
  OidcAuthResult,
} from '@backstage/plugin-auth-backend-module-oidc-provider';
import { OAuthAuthenticator } from '@backstage/plugin-auth-node';

type Discovery = ReturnType<typeof oidcAuthenticator.initialize>;

/**
 * A connection to the identity provider that is made at the first sign-in and made again after a failure.
 *
 * @public
 */
export interface PatientDiscovery {
  get(): Promise<Discovery>;
}

/**
 * Backstage's OpenID Connect authenticator, except that a provider which is down when the backend starts does not break
 * sign-in until the next restart: its metadata is fetched when somebody signs in, and a failure is forgotten. Meanwhile
 * the answer is 503.
 *
 * @public
 */
export const patientOidcAuthenticator: OAuthAuthenticator<
  PatientDiscovery,
  OidcAuthResult
> = {
  ...oidcAuthenticator,
  initialize(options) {
    let current: Discovery | undefined;
    return {
      async get() {
        const discovery = current ?? oidcAuthenticator.initialize(options);
        current = discovery;
        try {
          await discovery.promise;
        } catch (error) {
          // Only the one that failed is forgotten: another sign-in may have begun a new one meanwhile.
          current = current === discovery ? undefined : current;
          throw new ServiceUnavailableError(
            'The identity provider does not answer, so nobody can sign in right now; try again in a moment',
            error,
          );
        }
        return discovery;
      },
    };
  },
  start: async (input, context) =>
    oidcAuthenticator.start(input, await context.get()),
  authenticate: async (input, context) =>
    oidcAuthenticator.authenticate(input, await context.get()),
  refresh: async (input, context) =>
    oidcAuthenticator.refresh(input, await context.get()),
  logout: async (input, context) =>
    oidcAuthenticator.logout?.(input, await context.get()),
};
