/**
 * The pages of the operation log.
 *
 * @packageDocumentation
 */
export { auditPlugin as default } from './plugin';
