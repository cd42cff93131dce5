import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './en';

/**
 * The texts of the fleet's pages.
 *
 * @public
 */
export const fleetTranslationRef = createTranslationRef({
  id: 'flytower.fleet',
  messages,
  translations: { 'zh-CN': () => import('./zh-CN') },
});
