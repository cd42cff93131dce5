/**
 * Public services: the pages.
 *
 * @packageDocumentation
 */
export { publicServicesPlugin as default } from './plugin';
export { publicServicesTranslationRef } from './translation/publicServicesTranslationRef';
