import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
} from '@backstage/ui';
import {
  Credentials,
  Instance,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import {
  CopyText,
  ErrorPanel,
  Facts,
  useAct,
  useContractClient,
} from '@flytower/ui';
import { useState } from 'react';
import styles from '../publicServices.module.css';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';

/**
 * Shows the credentials of the instance's own account, once. They live in this dialog alone: closing it forgets them.
 */
export function CredentialsButton(props: {
  instance: Instance;
  onShown: () => void;
}) {
  const { instance, onShown } = props;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const [open, setOpen] = useState(false);
  const [credentials, setCredentials] = useState<Credentials>();
  const act = useAct(async () => {
    setCredentials(
      await client.showCredentials({
        params: { tenant: instance.tenant, instance: instance.name },
      }),
    );
  });
  const close = () => {
    setOpen(false);
    setCredentials(undefined);
    act.clear();
    onShown();
  };
  return (
    <>
      <Button size="small" variant="secondary" onPress={() => setOpen(true)}>
        {t('credentials.show')}
      </Button>
      {open ? (
        <Dialog
          isOpen
          onOpenChange={stays => (stays ? undefined : close())}
          width={620}
        >
          <DialogHeader>
            {t('credentials.title', { instance: instance.displayName })}
          </DialogHeader>
          <DialogBody>
            <Flex direction="column" gap="4">
              <Alert
                status={credentials ? 'warning' : 'info'}
                icon
                title={
                  credentials ? t('credentials.keep') : t('credentials.once')
                }
              />
              {credentials ? <Values credentials={credentials} /> : null}
              {act.error ? (
                <ErrorPanel
                  error={act.error}
                  what={t('credentials.show')}
                  during="act"
                />
              ) : null}
            </Flex>
          </DialogBody>
          <DialogFooter>
            {credentials ? null : (
              <Button isPending={act.busy} onPress={() => act.run()}>
                {t('credentials.showNow')}
              </Button>
            )}
            <Button variant="secondary" onPress={close}>
              {credentials ? t('credentials.done') : t('cancel')}
            </Button>
          </DialogFooter>
        </Dialog>
      ) : null}
    </>
  );
}

function Values({ credentials }: { credentials: Credentials }) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const { username, password, host, port, database, uri } = credentials;
  const secret = (term: string, text: string) => ({
    term,
    value: (
      <>
        <code className={styles.secret}>{text}</code> <CopyText text={text} />
      </>
    ),
  });
  return (
    <Facts
      facts={[
        { term: t('list.endpoint'), value: `${host}:${port}` },
        { term: t('instance.database'), value: database },
        secret(t('server.username'), username),
        secret(t('server.password'), password),
        secret(t('credentials.uri'), uri),
      ]}
    />
  );
}
