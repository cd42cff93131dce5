import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Operation } from '@flytower/contract';
import { useCallback } from 'react';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** What an operation of the fleet does, in words. */
export function useOperationTitle(): (operation: Operation) => string {
  const { t } = useTranslationRef(fleetTranslationRef);
  return useCallback(
    ({ kind, subject: { name } }) => {
      switch (kind) {
        case 'cluster.register':
          return t('operation.register', { name });
        case 'cluster.rotate-credential':
          return t('operation.rotate', { name });
        case 'cluster.delete':
          return t('operation.remove', { name });
        case 'cluster.lose':
          return t('operation.lose', { name });
        case 'cluster.return':
          return t('operation.return', { name });
        default:
          return t('operation.other', { kind, name });
      }
    },
    [t],
  );
}
