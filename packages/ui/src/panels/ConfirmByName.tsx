import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  TextField,
} from '@backstage/ui';
import { ReactNode, useState } from 'react';
import { useAct } from '../live/useAct';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { ErrorPanel } from './ErrorPanel';

/** @public */
export interface ConfirmByNameProps {
  /** The question, for example "Remove the cluster west?" */
  title: string;
  /** What has to be typed. */
  name: string;
  /** The verb of the act, for example "Remove west". */
  action: string;
  /** What will be lost, and what will stay. */
  children: ReactNode;
  /** Whether whatever else the act needs is given; true when left out. */
  isReady?: boolean;
  onConfirm: () => Promise<void>;
  onClose: () => void;
}

/**
 * Asks for the name to be typed before a dangerous act, and says what will be lost. A failure stays in the dialog.
 *
 * @public
 */
export function ConfirmByName(props: ConfirmByNameProps) {
  const { title, name, action, children, onConfirm, onClose } = props;
  const { isReady = true } = props;
  const { t } = useTranslationRef(uiTranslationRef);
  const [typed, setTyped] = useState('');
  const act = useAct(onConfirm);
  return (
    <Dialog
      isOpen
      onOpenChange={open => {
        if (!open) {
          onClose();
        }
      }}
      width={520}
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <form
          id="confirm-by-name"
          onSubmit={event => {
            event.preventDefault();
            if (typed === name && isReady) {
              act.run();
            }
          }}
        >
          <Flex direction="column" gap="3">
            <div>{children}</div>
            <TextField
              label={t('confirm.type', { name })}
              value={typed}
              onChange={setTyped}
              autoComplete="off"
            />
            {act.error ? (
              <ErrorPanel error={act.error} what={action} during="act" />
            ) : null}
          </Flex>
        </form>
      </DialogBody>
      <DialogFooter>
        <Button
          type="submit"
          form="confirm-by-name"
          destructive
          isDisabled={typed !== name || !isReady}
          isPending={act.busy}
        >
          {action}
        </Button>
        <Button variant="secondary" onPress={onClose}>
          {t('confirm.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
