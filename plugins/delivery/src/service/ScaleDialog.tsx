import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  NumberField,
  Text,
} from '@backstage/ui';
import {
  deliveryContract,
  instanceCountSchema,
  Service,
} from '@flytower/plugin-delivery-common';
import {
  ErrorPanel,
  PlanReview,
  useAct,
  useContractClient,
  usePlan,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { blockersOf, ReleasePlanView } from '../release/ReleasePlanView';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';

/** Asks how many instances there shall be, and shows the server's plan of it before it runs. */
export function ScaleDialog(props: {
  service: Service;
  environment: string;
  instances: number;
  onClose: () => void;
}) {
  const { service, environment, onClose } = props;
  const { tenant, slug } = service;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [instances, setInstances] = useState(props.instances);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const valid = instanceCountSchema.safeParse(instances).success;
  const same = instances === props.instances;
  const body = { kind: 'scale' as const, environment, instances };
  const params = { tenant, service: slug };
  const plan = usePlan(
    signal => client.planRelease({ params, body, signal }),
    valid && !same ? String(instances) : undefined,
  );
  const act = useAct(async () => {
    const release = await client.createRelease({
      params,
      body,
      idempotencyKey: `${idempotencyKey}/${instances}`,
    });
    onClose();
    navigate(paths.release({ ...service, service: slug }, release.id));
  });
  const count = t('wizard.instanceCount', { count: instances });
  return (
    <Dialog
      isOpen
      onOpenChange={open => (open ? undefined : onClose())}
      width={860}
    >
      <DialogHeader>
        {t('scaleDialog.title', { service: service.displayName, environment })}
      </DialogHeader>
      <DialogBody>
        <div className={styles.plain}>
          <NumberField
            label={t('scaleDialog.instances')}
            value={instances}
            onChange={setInstances}
            validate={() =>
              valid ? undefined : t('problem.instances.invalid')
            }
            validationBehavior="aria"
          />
          {valid && same ? (
            <Text color="secondary">
              {t('scaleDialog.same', { instances: count })}
            </Text>
          ) : null}
          {valid && !same ? (
            <PlanReview
              plan={plan}
              what={t('scaleDialog.planWhat')}
              blockers={blockersOf}
            >
              {made => <ReleasePlanView plan={made} tenant={tenant} />}
            </PlanReview>
          ) : null}
          {act.error ? (
            <ErrorPanel
              error={act.error}
              what={t('scaleDialog.submit', { instances: count })}
              during="act"
            />
          ) : null}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button
          isPending={act.busy}
          isDisabled={!valid || plan.kind !== 'made' || !plan.value.releasable}
          onPress={() => act.run()}
        >
          {t('scaleDialog.submit', { instances: count })}
        </Button>
        <Button variant="secondary" onPress={onClose}>
          {t('scaleDialog.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
