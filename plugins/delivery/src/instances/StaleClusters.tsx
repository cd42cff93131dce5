import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Instances } from '@flytower/plugin-delivery-common';
import { PartialBanner } from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';

/** One line about each cluster that cannot be seen now; the others are shown all the same. */
export function StaleClusters({ instances }: { instances: Instances }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <>
      {instances.clusters
        .filter(({ data }) => data.state !== 'live')
        .map(({ cluster, data }) => (
          <PartialBanner
            key={cluster}
            title={t('clusters.gone', { cluster, sentence: data.sentence })}
          />
        ))}
    </>
  );
}
