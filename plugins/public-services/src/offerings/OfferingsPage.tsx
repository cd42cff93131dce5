import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, ButtonLink, Container, Flex, Header } from '@backstage/ui';
import {
  engineSchema,
  Offering,
  Plan,
  planManagePermission,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import {
  ConfirmByName,
  ErrorPanel,
  LiveView,
  Panel,
  StatusChip,
  useAct,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import styles from '../publicServices.module.css';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import { useSections } from '../useSections';
import { PlanLimitsText } from './PlanLimitsText';

/** What can be ordered: a card for each offering, with its plans. Operations admins publish and withdraw them here. */
export function OfferingsPage() {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const sections = useSections();
  const live = useLive(
    async signal => (await client.listOfferings({ signal })).items,
    { key: 'offerings' },
  );
  return (
    <>
      <Header
        title={t('offerings.title')}
        description={t('offerings.description')}
        tabs={sections}
      />
      <Container>
        <LiveView live={live} what={t('offerings.what')}>
          {offerings => (
            <div className={styles.cards}>
              {offerings.map(offering => (
                <OfferingCard
                  key={offering.name}
                  offering={offering}
                  refresh={live.refresh}
                />
              ))}
            </div>
          )}
        </LiveView>
      </Container>
    </>
  );
}

function OfferingCard(props: { offering: Offering; refresh: () => void }) {
  const { offering, refresh } = props;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const paths = usePaths();
  const { allowed } = usePermission({ permission: planManagePermission });
  return (
    <Panel
      title={offering.displayName}
      action={
        allowed ? (
          <ButtonLink
            size="small"
            variant="secondary"
            href={paths.publish(offering.name)}
          >
            {t('offerings.publish', { offering: offering.displayName })}
          </ButtonLink>
        ) : undefined
      }
    >
      <Flex direction="column" gap="3">
        <p className={styles.muted}>{offering.description}</p>
        {offering.plans.length === 0 ? (
          <p>
            {allowed ? t('offerings.noPlanAdmin') : t('offerings.noPlanOther')}
          </p>
        ) : (
          <ul
            className={styles.plans}
            aria-label={t('offerings.plansOf', {
              offering: offering.displayName,
            })}
          >
            {offering.plans.map(plan => (
              <PlanItem
                key={plan.id}
                plan={plan}
                manages={allowed}
                refresh={refresh}
              />
            ))}
          </ul>
        )}
      </Flex>
    </Panel>
  );
}

function PlanItem(props: {
  plan: Plan;
  manages: boolean;
  refresh: () => void;
}) {
  const { plan, manages, refresh } = props;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const paths = usePaths();
  const [deleting, setDeleting] = useState(false);
  const params = {
    offering: engineSchema.parse(plan.offering),
    plan: plan.name,
  };
  const act = useAct(async (active: boolean) => {
    await client.updatePlan({ params, body: { active } });
    refresh();
  });
  const soldOut = plan.free === 0;
  return (
    <li>
      <div className={styles.planHead}>
        <strong>{plan.displayName}</strong>
        {plan.active && !soldOut ? (
          <ButtonLink
            size="small"
            variant="primary"
            aria-label={t('offerings.orderPlan', { plan: plan.displayName })}
            href={paths.order({ offering: plan.offering, plan: plan.name })}
          >
            {t('offerings.order')}
          </ButtonLink>
        ) : (
          <StatusChip
            status="stopped"
            word={soldOut ? t('offerings.soldOut') : t('offerings.withdrawn')}
          />
        )}
      </div>
      {plan.description ? <span>{plan.description}</span> : null}
      <PlanLimitsText limits={plan.limits} />
      {manages ? (
        <>
          <span className={styles.muted}>
            {t('offerings.from', {
              servers: plan.servers.join(', '),
              instances: String(plan.instances),
            })}
          </span>
          <div className={styles.actions}>
            <Button
              size="small"
              variant="tertiary"
              isPending={act.busy}
              onPress={() => act.run(!plan.active)}
            >
              {plan.active
                ? t('offerings.withdraw', { plan: plan.displayName })
                : t('offerings.publishAgain', { plan: plan.displayName })}
            </Button>
            {plan.instances === 0 ? (
              <Button
                size="small"
                variant="tertiary"
                onPress={() => setDeleting(true)}
              >
                {t('offerings.delete', { plan: plan.displayName })}
              </Button>
            ) : null}
          </div>
          {act.error ? (
            <ErrorPanel
              error={act.error}
              what={t('offerings.changeAct')}
              during="act"
            />
          ) : null}
        </>
      ) : null}
      {deleting ? (
        <ConfirmByName
          title={t('offerings.deleteTitle', { plan: plan.displayName })}
          name={plan.name}
          action={t('offerings.delete', { plan: plan.displayName })}
          onConfirm={async () => {
            await client.deletePlan({ params });
            setDeleting(false);
            refresh();
          }}
          onClose={() => setDeleting(false)}
        >
          {t('offerings.deleteText')}
        </ConfirmByName>
      ) : null}
    </li>
  );
}
