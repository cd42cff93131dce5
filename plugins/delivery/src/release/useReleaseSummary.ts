import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Release } from '@flytower/plugin-delivery-common';
import { useCallback } from 'react';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';

/** What a release does, in a few words: "Release of payments/checkout:1.4.2 at 6:4". */
export function useReleaseSummary(): (release: Release) => string {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return useCallback(
    ({ kind, revision, placement, schedule }) => {
      const image = revision?.image ?? '';
      switch (kind) {
        case 'release':
          return schedule
            ? t('summary.releaseSchedule', {
                image,
                cluster:
                  placement?.clusters.map(one => one.cluster).join(', ') ?? '',
              })
            : t('summary.release', {
                image,
                ratio:
                  placement?.clusters.map(({ weight }) => weight).join(':') ??
                  '',
              });
        case 'rollback':
          return t('summary.rollback', { image });
        case 'scale':
          return t('summary.scale', {
            instances: t('wizard.instanceCount', {
              count: placement?.instances ?? 0,
            }),
          });
        case 'unpublish':
          return t('summary.unpublish');
        default:
          throw new Error(`Unknown kind of release ${kind satisfies never}`);
      }
    },
    [t],
  );
}
