import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Checkbox, Text } from '@backstage/ui';
import { ClusterDetail, fleetContract } from '@flytower/plugin-fleet-common';
import { ConfirmByName, useContractClient } from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { operationRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** Asks for the cluster's name before it is removed, and says what is lost and what stays. */
export function RemoveDialog(props: {
  cluster: ClusterDetail;
  onClose: () => void;
}) {
  const { cluster, onClose } = props;
  const { name, tenantNamespaces, origin, data } = cluster;
  const { t } = useTranslationRef(fleetTranslationRef);
  const fleet = useContractClient(fleetContract);
  const navigate = useNavigate();
  const toOperation = useRouteRef(operationRouteRef);
  const [lost, setLost] = useState(false);
  return (
    <ConfirmByName
      title={t('cluster.removeQuestion', { name })}
      name={name}
      action={t('cluster.removeAct', { name })}
      onClose={onClose}
      onConfirm={async () => {
        const { id } = await fleet.deleteCluster({
          params: { cluster: name },
          query: lost ? { lost: 'yes' } : {},
        });
        navigate(toOperation?.({ operation: id }) ?? '/');
      }}
    >
      <Text as="p">{t('cluster.removeText')}</Text>
      {tenantNamespaces.length > 0 ? (
        <Text as="p" color="danger">
          {t('cluster.removeBlocked', {
            namespaces: tenantNamespaces.join(', '),
          })}
        </Text>
      ) : null}
      {origin === 'configuration' ? (
        <Text as="p">{t('cluster.removeConfigured')}</Text>
      ) : null}
      {data.state === 'live' ? null : (
        <Checkbox isSelected={lost} onChange={setLost}>
          {t('cluster.removeLost')}
        </Checkbox>
      )}
    </ConfirmByName>
  );
}
