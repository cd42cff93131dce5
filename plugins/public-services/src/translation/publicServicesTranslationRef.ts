import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './en';

/**
 * The texts of the pages of public services.
 *
 * @public
 */
export const publicServicesTranslationRef = createTranslationRef({
  id: 'flytower.public-services',
  messages,
  translations: { 'zh-CN': () => import('./zh-CN') },
});
