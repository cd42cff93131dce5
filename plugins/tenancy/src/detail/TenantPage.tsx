import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Container, Header, Link } from '@backstage/ui';
import { PLATFORM_ENTITY_NAMESPACE } from '@flytower/contract';
import { tenancyContract, TenantDetail } from '@flytower/plugin-tenancy-common';
import {
  Age,
  Crumbs,
  Facts,
  LiveView,
  personName,
  StatusLine,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { Route, Routes, useParams } from 'react-router-dom';
import {
  applicationsRouteRef,
  catalogEntityRouteRef,
  operationRouteRef,
  tenantRouteRef,
} from '../routes';
import { statusOfTenant } from '../tenantStatus';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import { ClustersTab } from './ClustersTab';
import { MembersTab } from './MembersTab';
import { OperationsTab } from './OperationsTab';
import { TeamsTab } from '../teams/TeamsTab';
import { OverviewTab } from './OverviewTab';

/** What each tab gets: the tenant, and how to ask for it again after a change. */
export interface TenantTabProps {
  tenant: TenantDetail;
  refresh: () => void;
}

const tabIds = [
  'overview',
  'members',
  'teams',
  'clusters',
  'operations',
] as const;

/** A tenant: how it is, who belongs to it, where it may run and how much it may use. */
export function TenantPage() {
  const { tenant: slug = '' } = useParams();
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const tenantPath = useRouteRef(tenantRouteRef);
  const applicationsPath = useRouteRef(applicationsRouteRef);
  const live = useLive(
    signal => client.getTenant({ params: { tenant: slug }, signal }),
    {
      key: slug,
      progressing: tenant => statusOfTenant(tenant) === 'progressing',
    },
  );
  const here = tenantPath?.({ tenant: slug }) ?? '';
  const tabs = tabIds.map(id => ({
    id,
    label: t(`tenant.${id}`),
    href: id === 'overview' ? here : `${here}/${id}`,
  }));
  return (
    <Crumbs
      path={[
        {
          label: live.kind === 'ready' ? live.value.displayName : slug,
          href: here,
        },
      ]}
    >
      <Header
        title={live.kind === 'ready' ? live.value.displayName : slug}
        tabs={tabs}
        customActions={
          applicationsPath ? (
            <ButtonLink
              variant="secondary"
              href={`${applicationsPath()}?tenant=${slug}`}
            >
              {t('tenant.applications')}
            </ButtonLink>
          ) : undefined
        }
      />
      <Container>
        <LiveView live={live} what={t('tenant.what', { tenant: slug })}>
          {tenant => {
            const tab = { tenant, refresh: live.refresh };
            return (
              <>
                <TenantHead tenant={tenant} />
                <Routes>
                  <Route index element={<OverviewTab {...tab} />} />
                  <Route path="members" element={<MembersTab {...tab} />} />
                  <Route path="teams" element={<TeamsTab {...tab} />} />
                  <Route path="clusters" element={<ClustersTab {...tab} />} />
                  <Route
                    path="operations"
                    element={<OperationsTab {...tab} />}
                  />
                </Routes>
              </>
            );
          }}
        </LiveView>
      </Container>
    </Crumbs>
  );
}

function TenantHead({ tenant }: { tenant: TenantDetail }) {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const operationPath = useRouteRef(operationRouteRef);
  const entityPath = useRouteRef(catalogEntityRouteRef);
  const { slug, state, sentence, operationId, members } = tenant;
  const owners = members.filter(({ role }) => role === 'owner');
  return (
    <>
      <StatusLine
        status={statusOfTenant(tenant)}
        word={t(`state.${state}`)}
        reason={sentence}
      />
      {state === 'onboarding' && operationId && operationPath ? (
        <div>
          <ButtonLink
            variant="primary"
            href={operationPath({ tenant: slug, operation: operationId })}
          >
            {t('tenant.follow')}
          </ButtonLink>
        </div>
      ) : null}
      <Facts
        facts={[
          { term: t('tenant.name'), value: slug },
          {
            term: t('tenant.owners'),
            value:
              owners.map(({ person }) => personName(person)).join(', ') || '–',
          },
          { term: t('tenant.since'), value: <Age at={tenant.createdAt} /> },
          {
            term: t('entity.catalog'),
            value: entityPath && (
              <Link
                href={entityPath({
                  kind: 'group',
                  namespace: PLATFORM_ENTITY_NAMESPACE,
                  name: slug,
                })}
              >
                {t('entity.inCatalog')}
              </Link>
            ),
          },
        ]}
      />
    </>
  );
}
