import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Checkbox, Flex, Text, TextField } from '@backstage/ui';
import { ClusterDetail, fleetContract } from '@flytower/plugin-fleet-common';
import { ConfirmByName, useContractClient } from '@flytower/ui';
import { useState } from 'react';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/**
 * Asks for the cluster's name and a reason before it is declared lost, and says what that means. One that answers asks
 * for a second word.
 */
export function LoseDialog(props: {
  cluster: ClusterDetail;
  onDone: () => void;
  onClose: () => void;
}) {
  const { cluster, onDone, onClose } = props;
  const { name, data, generation, lost } = cluster;
  const { t } = useTranslationRef(fleetTranslationRef);
  const fleet = useContractClient(fleetContract);
  const [reason, setReason] = useState('');
  const [despiteSight, setDespiteSight] = useState(false);
  const answers = data.state === 'live' && !lost;
  return (
    <ConfirmByName
      title={t('loss.question', { name })}
      name={name}
      action={t('loss.act', { name })}
      isReady={reason.trim() !== '' && (despiteSight || !answers)}
      onClose={onClose}
      onConfirm={async () => {
        await fleet.declareLost({
          params: { cluster: name },
          body: { reason, ...(despiteSight ? { despiteSight } : {}) },
          ifMatch: String(generation),
        });
        onDone();
      }}
    >
      <Flex direction="column" gap="3">
        <Text as="p">{t('loss.meaning')}</Text>
        {answers ? (
          <>
            <Text as="p" color="danger">
              {t('loss.live', { name })}
            </Text>
            <Checkbox isSelected={despiteSight} onChange={setDespiteSight}>
              {t('loss.despiteSight')}
            </Checkbox>
          </>
        ) : null}
        <TextField
          label={t('loss.reason')}
          description={t('loss.reasonHelp')}
          value={reason}
          onChange={setReason}
          maxLength={500}
          autoComplete="off"
        />
      </Flex>
    </ConfirmByName>
  );
}
