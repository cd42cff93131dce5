import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './en';

/**
 * The texts of the tenancy pages.
 *
 * @public
 */
export const tenancyTranslationRef = createTranslationRef({
  id: 'flytower.tenancy',
  messages,
  translations: { 'zh-CN': () => import('./zh-CN') },
});
