/**
 * The operation log: the backend
 *
 * @packageDocumentation
 */
export { auditPlugin as default } from './plugin';
