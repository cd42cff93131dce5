import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { ClusterDetail, fleetContract } from '@flytower/plugin-fleet-common';
import { ConfirmByName, useContractClient } from '@flytower/ui';
import { useNavigate } from 'react-router-dom';
import { operationRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** Asks for the cluster's name before it is declared returned, because that stops things in it, and follows it. */
export function ReturnDialog(props: {
  cluster: ClusterDetail;
  onDone: () => void;
  onClose: () => void;
}) {
  const { cluster, onDone, onClose } = props;
  const { name, generation } = cluster;
  const { t } = useTranslationRef(fleetTranslationRef);
  const fleet = useContractClient(fleetContract);
  const navigate = useNavigate();
  const toOperation = useRouteRef(operationRouteRef);
  return (
    <ConfirmByName
      title={t('loss.returnQuestion', { name })}
      name={name}
      action={t('loss.returnAct', { name })}
      onClose={onClose}
      onConfirm={async () => {
        const { id } = await fleet.declareReturned({
          params: { cluster: name },
          ifMatch: String(generation),
        });
        onDone();
        navigate(toOperation?.({ operation: id }) ?? '/');
      }}
    >
      <Text as="p">{t('loss.returnMeaning')}</Text>
    </ConfirmByName>
  );
}
