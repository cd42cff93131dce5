import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Flex } from '@backstage/ui';
import { LiveView, useTenantEntity } from '@flytower/ui';
import { ApplicationCard } from '../applications/ApplicationCard';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { usePaths } from '../usePaths';
import { useOverview } from './useOverview';

/** The tab "Flytower" on an application's System: its services with image, instances and last release. */
export function ApplicationEntityTab() {
  const { tenant, name, title } = useTenantEntity();
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  const address = { tenant, application: name };
  const live = useOverview(address);
  return (
    <LiveView live={live} what={t('application.what', { application: name })}>
      {items => (
        <Flex direction="column" gap="4">
          <div>
            <ButtonLink variant="secondary" href={paths.application(address)}>
              {t('entity.openApplication')}
            </ButtonLink>
          </div>
          <ApplicationCard group={{ ...address, name: title, items }} />
        </Flex>
      )}
    </LiveView>
  );
}
