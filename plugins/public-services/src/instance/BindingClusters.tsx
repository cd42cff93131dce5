import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Binding } from '@flytower/plugin-public-services-common';
import { Status, StatusLine } from '@flytower/ui';
import styles from '../publicServices.module.css';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';

type BindingCluster = Binding['clusters'][number];

const statusOfSecret: Record<BindingCluster['secret'], Status> = {
  pending: 'progressing',
  ready: 'healthy',
  waiting: 'waiting',
  failed: 'failed',
};

/** How far a binding is in each cluster: whether its Secret is there, and which pods run with it. */
export function BindingClusters({ binding }: { binding: Binding }) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const podsText = ({ pods }: BindingCluster) =>
    pods
      ? [
          t('pods.current', { count: pods.current }),
          ...(pods.older > 0 ? [t('pods.older', { count: pods.older })] : []),
          ...(pods.without > 0
            ? [t('pods.without', { count: pods.without })]
            : []),
        ].join(' · ')
      : t('pods.unseen');
  return (
    <ul
      className={styles.clusters}
      aria-label={t('binding.clustersOf', { binding: binding.name })}
    >
      {binding.clusters.map(cluster => (
        <li key={cluster.cluster}>
          <strong>{cluster.cluster}</strong>
          <StatusLine
            status={statusOfSecret[cluster.secret]}
            word={t(`secret.${cluster.secret}`)}
            reason={
              cluster.secret === 'ready' ? podsText(cluster) : cluster.sentence
            }
          />
        </li>
      ))}
    </ul>
  );
}
