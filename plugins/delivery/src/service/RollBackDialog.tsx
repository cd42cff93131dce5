import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Select,
} from '@backstage/ui';
import { deliveryContract, Service } from '@flytower/plugin-delivery-common';
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

/** Shows the server's plan of going back to an older revision, then does it. */
export function RollBackDialog(props: {
  service: Service;
  revision: number;
  onClose: () => void;
}) {
  const { service, revision, onClose } = props;
  const { tenant, slug, environments } = service;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [environment, setEnvironment] = useState(
    environments.find(one => one.revision !== revision)?.environment,
  );
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const params = { tenant, service: slug };
  const bodyOf = (where: string) => ({
    kind: 'rollback' as const,
    environment: where,
    revision,
  });
  const plan = usePlan(
    signal =>
      client.planRelease({ params, body: bodyOf(environment ?? ''), signal }),
    environment,
  );
  const act = useAct(async (where: string) => {
    const release = await client.createRelease({
      params,
      body: bodyOf(where),
      idempotencyKey: `${idempotencyKey}/${where}`,
    });
    onClose();
    navigate(paths.release({ ...service, service: slug }, release.id));
  });
  const submit = t('rollBackDialog.submit', { number: String(revision) });
  return (
    <Dialog
      isOpen
      onOpenChange={open => (open ? undefined : onClose())}
      width={860}
    >
      <DialogHeader>
        {t('rollBackDialog.title', {
          service: service.displayName,
          number: String(revision),
        })}
      </DialogHeader>
      <DialogBody>
        <div className={styles.plain}>
          {environments.length > 1 ? (
            <Select
              label={t('rollBackDialog.environment')}
              value={environment}
              onChange={value => setEnvironment(String(value))}
              options={environments.map(one => ({
                value: one.environment,
                label: one.environment,
              }))}
            />
          ) : null}
          <PlanReview
            plan={plan}
            what={t('rollBackDialog.planWhat')}
            blockers={blockersOf}
          >
            {made => <ReleasePlanView plan={made} tenant={tenant} />}
          </PlanReview>
          {act.error ? (
            <ErrorPanel error={act.error} what={submit} during="act" />
          ) : null}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button
          isPending={act.busy}
          isDisabled={plan.kind !== 'made' || !plan.value.releasable}
          onPress={() =>
            environment === undefined ? undefined : act.run(environment)
          }
        >
          {submit}
        </Button>
        <Button variant="secondary" onPress={onClose}>
          {t('rollBackDialog.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
