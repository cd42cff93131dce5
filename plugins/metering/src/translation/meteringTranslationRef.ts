import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './en';

/**
 * The texts of usage.
 *
 * @public
 */
export const meteringTranslationRef = createTranslationRef({
  id: 'flytower.metering',
  messages,
  translations: { 'zh-CN': () => import('./zh-CN') },
});
