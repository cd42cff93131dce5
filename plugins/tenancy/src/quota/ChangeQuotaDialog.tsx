import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { tenancyContract, TenantDetail } from '@flytower/plugin-tenancy-common';
import {
  ErrorPanel,
  LiveView,
  QuotaBars,
  useAct,
  useContractClient,
  useLive,
  useWizardForm,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  customQuota,
  GiB,
  QuotaForm,
  toQuotaRequest,
} from '../onboard/onboardForm';
import { operationRouteRef } from '../routes';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import { QuotaFields } from './QuotaFields';

/** Asks for a tenant's new quota. What is refused, for example less than is used, is said in the dialog. */
export function ChangeQuotaDialog(props: {
  tenant: TenantDetail;
  onClose: () => void;
}) {
  const { tenant, onClose } = props;
  const { slug, quota } = tenant;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const navigate = useNavigate();
  const operationPath = useRouteRef(operationRouteRef);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [initial] = useState(
    (): QuotaForm => ({
      quota: customQuota,
      cpuCores: quota.limit.cpuMillicores / 1000,
      memoryGiB: quota.limit.memoryBytes / GiB,
      pods: quota.limit.pods,
    }),
  );
  const form = useWizardForm({ id: `quota-of-${slug}`, initial });
  const choices = useLive(
    async signal => (await client.listQuotaChoices({ signal })).items,
    { key: 'quota-choices' },
  );
  const act = useAct(async () => {
    const operation = await client.changeQuota({
      params: { tenant: slug },
      body: { quota: toQuotaRequest(form.values) },
      idempotencyKey,
    });
    form.reset();
    onClose();
    navigate(operationPath?.({ tenant: slug, operation: operation.id }) ?? '/');
  });
  return (
    <Dialog isOpen onOpenChange={open => (open ? undefined : onClose())}>
      <DialogHeader>{t('tenant.changeQuota')}</DialogHeader>
      <DialogBody>
        <div className={styles.fields}>
          <QuotaBars
            limit={quota.limit}
            used={quota.used}
            reserved={quota.reserved}
          />
          <LiveView live={choices} what={t('onboard.what')}>
            {offered => <QuotaFields form={form} choices={offered} />}
          </LiveView>
          {act.error ? (
            <ErrorPanel
              error={act.error}
              what={t('tenant.quotaAct')}
              during="act"
            />
          ) : null}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button isPending={act.busy} onPress={() => act.run()}>
          {t('tenant.changeQuota')}
        </Button>
        <Button variant="secondary" onPress={onClose}>
          {t('tenant.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
