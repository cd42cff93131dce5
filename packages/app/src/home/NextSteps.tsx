import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { OverviewPage } from '@flytower/plugin-delivery-common';
import { TenantSummary } from '@flytower/plugin-tenancy-common';
import { Live, Panel } from '@flytower/ui';
import { appTranslationRef } from '../translation/appTranslationRef';
import styles from './home.module.css';
import { NextStep, nextSteps } from './nextSteps';
import { homeExternalRoutes } from './routes';

/** What a newcomer can do next; nothing for whoever has been here before. */
export function NextSteps(props: {
  tenants: Live<{ items: TenantSummary[] }>;
  overview: Live<OverviewPage>;
  registers: boolean;
  onboards: boolean;
}) {
  const { t } = useTranslationRef(appTranslationRef);
  const { tenants, overview, registers, onboards } = props;
  const toRegister = useRouteRef(homeExternalRoutes.registerCluster);
  const toOnboard = useRouteRef(homeExternalRoutes.onboard);
  const toCreate = useRouteRef(homeExternalRoutes.createApplication);
  const toApplications = useRouteRef(homeExternalRoutes.applications);
  const toTemplates = useRouteRef(homeExternalRoutes.templates);
  const toCatalog = useRouteRef(homeExternalRoutes.catalog);
  if (tenants.kind !== 'ready' || overview.kind !== 'ready') {
    return null;
  }
  const words: Record<NextStep, { to?: string; title: string; text: string }> =
    {
      register: {
        to: toRegister?.(),
        title: t('home.stepRegister'),
        text: t('home.stepRegisterText'),
      },
      onboard: {
        to: toOnboard?.(),
        title: t('home.stepOnboard'),
        text: t('home.stepOnboardText'),
      },
      template: {
        to: toTemplates?.(),
        title: t('home.stepTemplate'),
        text: t('home.stepTemplateText'),
      },
      application: {
        to: toCreate?.(),
        title: t('home.stepApplication'),
        text: t('home.stepApplicationText'),
      },
      release: {
        to: toApplications?.(),
        title: t('home.stepRelease'),
        text: t('home.stepReleaseText'),
      },
      catalog: {
        to: toCatalog?.(),
        title: t('home.stepCatalog'),
        text: t('home.stepCatalogText'),
      },
    };
  const steps = nextSteps({
    registers,
    onboards,
    tenants: tenants.value.items.length,
    services: overview.value.services,
    published: overview.value.published,
  }).flatMap(step => {
    const { to, ...rest } = words[step];
    return to ? [{ step, to, ...rest }] : [];
  });
  return steps.length === 0 ? null : (
    <Panel title={t('home.steps')}>
      <ol className={styles.steps}>
        {steps.map(({ step, to, title, text }) => (
          <li key={step}>
            <Link href={to}>{title}</Link>
            <div className={styles.context}>{text}</div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
