/**
 * Tenants, members, quotas, environments and cluster bindings: the pages.
 *
 * @packageDocumentation
 */
export { tenancyPlugin as default } from './plugin';
export { tenancyTranslationRef } from './translation/tenancyTranslationRef';
