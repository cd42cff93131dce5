import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './en';

/** The texts of the portal around its plugins. */
export const appTranslationRef = createTranslationRef({
  id: 'flytower.app',
  messages,
  translations: { 'zh-CN': () => import('./zh-CN') },
});
