import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Checkbox, Flex, Text } from '@backstage/ui';
import {
  Binding,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import { ConfirmByName, useContractClient } from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';

/** Asks before a binding goes: when no pod needs it, or at once. */
export function UnbindDialog(props: { binding: Binding; onClose: () => void }) {
  const { binding, onClose } = props;
  const { tenant, name, service, instance } = binding;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [force, setForce] = useState(false);
  return (
    <ConfirmByName
      title={t('binding.removeTitle', { binding: name })}
      name={name}
      action={t('binding.removeOf', { binding: name })}
      onConfirm={async () => {
        const { id } = await client.deleteBinding({
          params: { tenant, binding: name },
          query: { force: force ? 'true' : 'false' },
          idempotencyKey: crypto.randomUUID(),
        });
        navigate(paths.operation({ tenant, instance }, id));
      }}
      onClose={onClose}
    >
      <Flex direction="column" gap="3">
        <Text as="p">{t('binding.removeText', { service })}</Text>
        <Checkbox isSelected={force} onChange={setForce}>
          {t('binding.force')}
        </Checkbox>
      </Flex>
    </ConfirmByName>
  );
}
