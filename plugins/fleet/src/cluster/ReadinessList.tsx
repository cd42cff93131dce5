import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ReadinessItem } from '@flytower/plugin-fleet-common';
import { ConditionList } from '@flytower/ui';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { readinessConditions } from './readinessConditions';

/** A readiness report: what was looked for, what was found, and what to do. */
export function ReadinessList({ items }: { items: readonly ReadinessItem[] }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  return (
    <ConditionList
      label={t('cluster.tabs.readiness')}
      conditions={readinessConditions(items, {
        ready: t('readiness.ready'),
        warning: t('readiness.warning'),
        missing: t('readiness.missing'),
        unknown: t('readiness.unknown'),
      })}
    />
  );
}
