import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './en';

/**
 * The texts of the operation log.
 *
 * @public
 */
export const auditTranslationRef = createTranslationRef({
  id: 'flytower.audit',
  messages,
  translations: { 'zh-CN': () => import('./zh-CN') },
});
