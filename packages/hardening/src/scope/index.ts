export { assertBoundedServiceFactory } from './assertBoundedServiceFactory';
export { boundPermissionsServiceFactory } from './boundPermissionsServiceFactory';
