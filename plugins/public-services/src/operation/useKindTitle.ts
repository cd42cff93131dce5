import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';

const known = [
  'instance.create',
  'instance.disable',
  'instance.enable',
  'instance.delete',
  'instance.change-password',
  'binding.create',
  'binding.change-password',
  'binding.delete',
] as const;

/** The title of an operation on an instance or a binding, by its kind. */
export function useKindTitle(): (operation: {
  kind: string;
  subject: { name: string };
}) => string {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  return useCallback(
    ({ kind, subject: { name } }) => {
      const key = known.find(one => one === kind);
      return t(key ? `kind.${key}` : 'kind.other', { name });
    },
    [t],
  );
}
