/**
 * Applications, services, placements and releases: the pages.
 *
 * @packageDocumentation
 */
export { deliveryPlugin as default } from './plugin';
export { deliveryTranslationRef } from './translation/deliveryTranslationRef';
export {
  templatesLookModule,
  templatesModule,
} from './templates/templatesModule';
