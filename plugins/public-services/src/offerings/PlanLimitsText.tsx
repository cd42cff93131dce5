import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { PlanLimits } from '@flytower/plugin-public-services-common';
import { useFormat } from '@flytower/ui';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';

/** What an instance of a plan may take, in one line: "30 connections · 1 GiB of storage". */
export function PlanLimitsText({ limits }: { limits: PlanLimits }) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const format = useFormat();
  const { connections, storageBytes, memoryBytes } = limits;
  return (
    <span>
      {[
        t('limits.connections', { count: connections }),
        ...(storageBytes === undefined
          ? []
          : [t('limits.storage', { amount: format.bytes(storageBytes) })]),
        ...(memoryBytes === undefined
          ? []
          : [t('limits.memory', { amount: format.bytes(memoryBytes) })]),
      ].join(' · ')}
    </span>
  );
}
