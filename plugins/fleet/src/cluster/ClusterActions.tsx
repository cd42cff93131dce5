import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Text } from '@backstage/ui';
import {
  ClusterDetail,
  fleetClusterDeletePermission,
  fleetClusterUpdatePermission,
  fleetContract,
} from '@flytower/plugin-fleet-common';
import { ErrorPanel, useAct, useContractClient } from '@flytower/ui';
import { useState } from 'react';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { RemoveDialog } from './RemoveDialog';

/** What may be done with a cluster as a whole: check it again, remove it. */
export function ClusterActions(props: {
  cluster: ClusterDetail;
  onDone: () => void;
}) {
  const { cluster, onDone } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const fleet = useContractClient(fleetContract);
  const updates = usePermission({ permission: fleetClusterUpdatePermission });
  const deletes = usePermission({ permission: fleetClusterDeletePermission });
  const [removing, setRemoving] = useState(false);
  const [answer, setAnswer] = useState<string>();
  const check = useAct(async () => {
    const result = await fleet.recheckCluster({
      params: { cluster: cluster.name },
    });
    setAnswer(
      result.outcome === 'usable'
        ? t('cluster.rechecked', { version: result.version })
        : `${t('cluster.refused')}: ${result.sentence}`,
    );
    onDone();
  });
  return (
    <>
      <span role="status">
        {answer && !check.busy ? (
          <Text as="span" color="secondary">
            {answer}
          </Text>
        ) : null}
      </span>
      {updates.allowed ? (
        <Button
          variant="secondary"
          size="small"
          isPending={check.busy}
          onPress={() => {
            check.run();
          }}
        >
          {t('cluster.recheck')}
        </Button>
      ) : null}
      {deletes.allowed ? (
        <Button
          variant="secondary"
          size="small"
          destructive
          onPress={() => setRemoving(true)}
        >
          {t('cluster.remove')}
        </Button>
      ) : null}
      {check.error ? (
        <ErrorPanel
          error={check.error}
          what={t('cluster.recheck')}
          during="act"
        />
      ) : null}
      {removing ? (
        <RemoveDialog cluster={cluster} onClose={() => setRemoving(false)} />
      ) : null}
    </>
  );
}
