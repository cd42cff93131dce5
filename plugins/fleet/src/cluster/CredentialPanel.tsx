import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Text } from '@backstage/ui';
import {
  ClusterDetail,
  CredentialFacts,
  fleetClusterUpdatePermission,
} from '@flytower/plugin-fleet-common';
import { Age, Facts, Panel, useFormat } from '@flytower/ui';
import { useState } from 'react';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { RotateDialog } from './RotateDialog';

/** What may be told of the sealed credential, and the way to change it. */
export function CredentialPanel(props: {
  cluster: ClusterDetail;
  onChanged: () => void;
}) {
  const { cluster, onChanged } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const { allowed } = usePermission({
    permission: fleetClusterUpdatePermission,
  });
  const [changing, setChanging] = useState(false);
  return (
    <Panel
      title={t('cluster.tabs.credential')}
      action={
        allowed ? (
          <Button
            variant="secondary"
            size="small"
            onPress={() => setChanging(true)}
          >
            {t('cluster.rotate')}
          </Button>
        ) : undefined
      }
    >
      {cluster.credential ? (
        <CredentialView credential={cluster.credential} />
      ) : (
        <Text as="p" color="secondary">
          {t('credential.none')}
        </Text>
      )}
      {changing ? (
        <RotateDialog
          cluster={cluster.name}
          onClose={() => {
            setChanging(false);
            onChanged();
          }}
        />
      ) : null}
    </Panel>
  );
}

function CredentialView({ credential }: { credential: CredentialFacts }) {
  const { kind, identity, groups, expiresAt, sealedWithKey, changedAt } =
    credential;
  const { t } = useTranslationRef(fleetTranslationRef);
  const format = useFormat();
  return (
    <Facts
      facts={[
        { term: t('credential.kind'), value: t(`credential.${kind}`) },
        { term: t('credential.identity'), value: identity },
        {
          term: t('credential.groups'),
          value: groups.join(', ') || t('cluster.none'),
        },
        {
          term: t('credential.expires'),
          value: expiresAt ? (
            <>
              {format.instant(expiresAt)} (<Age at={expiresAt} />)
            </>
          ) : (
            t('credential.never')
          ),
        },
        { term: t('credential.key'), value: sealedWithKey },
        { term: t('credential.changed'), value: <Age at={changedAt} /> },
      ]}
    />
  );
}
