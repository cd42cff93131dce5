import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './en';

/**
 * The texts of the delivery pages.
 *
 * @public
 */
export const deliveryTranslationRef = createTranslationRef({
  id: 'flytower.delivery',
  messages,
  translations: { 'zh-CN': () => import('./zh-CN') },
});
