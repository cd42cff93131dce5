import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ClusterTarget } from '@flytower/plugin-fleet-common';
import { StatusLine, useFormat } from '@flytower/ui';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** How a cluster is; of one that was declared lost, that it was and since when, whether it answers or not. */
export function ClusterStatus(props: {
  cluster: Pick<ClusterTarget, 'health' | 'lost'>;
}) {
  const { health, lost } = props.cluster;
  const { t } = useTranslationRef(fleetTranslationRef);
  const format = useFormat();
  return lost ? (
    <StatusLine
      status={health.status}
      word={t(`loss.${lost.state}`)}
      reason={t('loss.since', { time: format.instant(lost.since) })}
    />
  ) : (
    <StatusLine status={health.status} reason={health.sentence} />
  );
}
