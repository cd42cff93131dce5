import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Checkbox,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Select,
  Text,
} from '@backstage/ui';
import { ErrorPanel, useAct, useFormat } from '@flytower/ui';
import { useState } from 'react';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';

/** For how long the old password may live beside the new one, in seconds. */
const GRACES = [0, 600, 3600, 24 * 3600, 7 * 24 * 3600];

/** Asks for how long the old password may go on, and says when it dies. */
export function PasswordDialog(props: {
  title: string;
  text: string;
  /** The service that could be released at once, so that its pods take the new password up. */
  service?: string;
  onConfirm: (
    choice: { graceSeconds: number; releaseService: boolean },
    idempotencyKey: string,
  ) => Promise<void>;
  onClose: () => void;
}) {
  const { title, text, service, onConfirm, onClose } = props;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const format = useFormat();
  const [grace, setGrace] = useState(24 * 3600);
  const [releaseService, setReleaseService] = useState(true);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const act = useAct(() =>
    onConfirm(
      { graceSeconds: grace, releaseService },
      `${idempotencyKey}/${grace}/${releaseService}`,
    ),
  );
  return (
    <Dialog
      isOpen
      onOpenChange={open => (open ? undefined : onClose())}
      width={560}
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          <Text as="p">{text}</Text>
          <Select
            label={t('password.grace')}
            value={String(grace)}
            onChange={value => setGrace(Number(value))}
            options={GRACES.map(seconds => ({
              value: String(seconds),
              label:
                seconds === 0
                  ? t('password.atOnce')
                  : t('password.after', {
                      duration: format.duration(seconds * 1000),
                    }),
            }))}
          />
          {service ? (
            <Checkbox isSelected={releaseService} onChange={setReleaseService}>
              {t('password.release', { service })}
            </Checkbox>
          ) : null}
          {act.error ? (
            <ErrorPanel
              error={act.error}
              what={t('password.submit')}
              during="act"
            />
          ) : null}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button isPending={act.busy} onPress={() => act.run()}>
          {t('password.submit')}
        </Button>
        <Button variant="secondary" onPress={onClose}>
          {t('cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
