/**
 * The one permission policy: default deny.
 *
 * @packageDocumentation
 */
export { permissionModuleFlytower as default } from './module';
export { FlytowerPolicy } from './FlytowerPolicy';
