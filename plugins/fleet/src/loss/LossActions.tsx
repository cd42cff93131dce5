import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button } from '@backstage/ui';
import {
  ClusterDetail,
  fleetClusterUpdatePermission,
} from '@flytower/plugin-fleet-common';
import { useState } from 'react';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { LoseDialog } from './LoseDialog';
import { ReturnDialog } from './ReturnDialog';

/** To declare a cluster lost, and a lost one returned. */
export function LossActions(props: {
  cluster: ClusterDetail;
  onDone: () => void;
}) {
  const { cluster, onDone } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const { allowed } = usePermission({
    permission: fleetClusterUpdatePermission,
  });
  const [asking, setAsking] = useState<'lost' | 'returned'>();
  if (!allowed) {
    return null;
  }
  const isLost = cluster.lost?.state === 'lost';
  const dialog = {
    cluster,
    onDone: () => {
      setAsking(undefined);
      onDone();
    },
    onClose: () => setAsking(undefined),
  };
  return (
    <>
      <Button
        variant="secondary"
        size="small"
        destructive={!isLost}
        onPress={() => setAsking(isLost ? 'returned' : 'lost')}
      >
        {isLost
          ? t('loss.return')
          : t(cluster.lost ? 'loss.again' : 'loss.lose')}
      </Button>
      {asking === 'lost' ? <LoseDialog {...dialog} /> : null}
      {asking === 'returned' ? <ReturnDialog {...dialog} /> : null}
    </>
  );
}
