import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  ErrorPanel,
  ErrorSummary,
  useAct,
  useContractClient,
  useWizardForm,
} from '@flytower/ui';
import { useNavigate } from 'react-router-dom';
import { AccessFields } from '../register/AccessFields';
import { accessSecrets, noAccess, toAccess } from '../register/accessForm';
import { useRegisterRules } from '../register/useRegisterRules';
import { operationRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

const FORM = 'rotate-credential';

/** Gives a cluster a new credential; the server checks it before it takes the old one's place. */
export function RotateDialog(props: { cluster: string; onClose: () => void }) {
  const { cluster, onClose } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const navigate = useNavigate();
  const toOperation = useRouteRef(operationRouteRef);
  const fleet = useContractClient(fleetContract);
  const rules = useRegisterRules();
  const form = useWizardForm({
    id: `${FORM}/${cluster}`,
    initial: noAccess,
    secrets: accessSecrets,
  });
  const change = useAct(async () => {
    const { id } = await fleet.rotateCredential({
      params: { cluster },
      body: { access: toAccess(form.values) },
    });
    form.reset();
    navigate(toOperation?.({ operation: id }) ?? '/');
  });
  return (
    <Dialog
      isOpen
      onOpenChange={open => {
        if (!open) {
          onClose();
        }
      }}
      width={720}
    >
      <DialogHeader>{t('cluster.rotate')}</DialogHeader>
      <DialogBody>
        <form
          id={FORM}
          noValidate
          onSubmit={event => {
            event.preventDefault();
            const errors = rules.access(form.values);
            form.setErrors(errors);
            if (Object.keys(errors).length === 0) {
              change.run();
            }
          }}
        >
          <Flex direction="column" gap="3">
            <Text as="p">{t('cluster.rotateText')}</Text>
            <ErrorSummary errors={form.errors} />
            <AccessFields form={form} />
            {change.error ? (
              <ErrorPanel
                error={change.error}
                what={t('cluster.rotate')}
                during="act"
              />
            ) : null}
          </Flex>
        </form>
      </DialogBody>
      <DialogFooter>
        <Button type="submit" form={FORM} isPending={change.busy}>
          {t('cluster.rotate')}
        </Button>
        <Button variant="secondary" onPress={onClose}>
          {t('cluster.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
