import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createOAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { companyAccountResolver } from './companyAccountResolver';
import { patientOidcAuthenticator } from './patientOidcAuthenticator';
import { requireSignInProvider } from './requireSignInProvider';

/**
 * Sign-in with the company account, by OpenID Connect, as the provider `oidc`.
 *
 * @public
 */
export const authModuleFlytower = createBackendModule({
  pluginId: 'auth',
  moduleId: 'flytower',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        providers: authProvidersExtensionPoint,
      },
      async init({ config, providers }) {
        requireSignInProvider(config);
        providers.registerProvider({
          providerId: 'oidc',
          factory: createOAuthProviderFactory({
            authenticator: patientOidcAuthenticator,
            signInResolver: companyAccountResolver,
          }),
        });
      },
    });
  },
});
