import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';

const known = [
  'tenant.onboard',
  'tenant.change-quota',
  'tenant.bind-cluster',
  'tenant.unbind-cluster',
  'tenant.repair',
  'tenant.take-over',
] as const;

/** The title of an operation on a tenant, by its kind. */
export function useKindTitle(): (kind: string, tenant: string) => string {
  const { t } = useTranslationRef(tenancyTranslationRef);
  return useCallback(
    (kind, tenant) => {
      const key = known.find(one => one === kind);
      return t(key ? `kind.${key}` : 'kind.other', { tenant });
    },
    [t],
  );
}
