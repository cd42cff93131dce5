/**
 * Sign-in by OpenID Connect.
 *
 * @packageDocumentation
 */
export { authModuleFlytower as default } from './module';
export * from './companyAccountResolver';
export * from './patientOidcAuthenticator';
export * from './requireSignInProvider';
