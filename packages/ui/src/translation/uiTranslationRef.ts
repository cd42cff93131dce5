import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './en';

/**
 * The texts of what several pages share.
 *
 * @public
 */
export const uiTranslationRef = createTranslationRef({
  id: 'flytower.ui',
  messages,
  translations: { 'zh-CN': () => import('./zh-CN') },
});
