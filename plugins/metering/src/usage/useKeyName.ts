import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  resourceTypeSchema,
  UsageGrouping,
} from '@flytower/plugin-metering-common';
import { personName } from '@flytower/ui';
import { useCallback } from 'react';
import { meteringTranslationRef } from '../translation/meteringTranslationRef';

/** How the key of a group is written for people. */
export function useKeyName(grouping: UsageGrouping): (key: string) => string {
  const { t } = useTranslationRef(meteringTranslationRef);
  return useCallback(
    key => {
      if (key === '') {
        return t('usage.none');
      }
      if (grouping === 'requester') {
        return personName(key);
      }
      const type = resourceTypeSchema.safeParse(key);
      return grouping === 'type' && type.success ? t(`type.${type.data}`) : key;
    },
    [t, grouping],
  );
}
