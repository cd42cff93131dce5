import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Checkbox, CheckboxGroup } from '@backstage/ui';
import { EmptyPanel, StatusChip, WizardForm } from '@flytower/ui';
import { registerClusterRouteRef } from '../routes';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import { OnboardForm } from './onboardForm';
import type { OnboardOffer } from './OnboardWizard';

/** Where the tenant may run, and the environments that it gets there. */
export function PlacementStep(props: {
  form: WizardForm<OnboardForm>;
  offer: Pick<OnboardOffer, 'clusters' | 'environments'>;
}) {
  const { form, offer } = props;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const registerPath = useRouteRef(registerClusterRouteRef);
  if (offer.clusters.length === 0) {
    return (
      <EmptyPanel
        title={t('onboard.noClusters')}
        action={
          registerPath ? (
            <ButtonLink variant="secondary" href={registerPath()}>
              {t('onboard.registerCluster')}
            </ButtonLink>
          ) : undefined
        }
      >
        {t('onboard.noClustersText')}
      </EmptyPanel>
    );
  }
  return (
    <div className={styles.fields}>
      <CheckboxGroup
        {...form.field('clusters')}
        label={t('onboard.clusters')}
        description={t('onboard.clustersHint')}
        isRequired
      >
        {offer.clusters.map(cluster => (
          <Checkbox key={cluster.name} value={cluster.name}>
            <span className={styles.option}>
              <strong>{cluster.displayName}</strong>
              <span className={styles.amounts}>
                {[
                  cluster.dataCentre.displayName,
                  cluster.securityZone,
                  cluster.simulated ? t('onboard.simulated') : undefined,
                ]
                  .filter(part => part !== undefined)
                  .join(' · ')}
              </span>
              <StatusChip status={cluster.health.status} />
            </span>
          </Checkbox>
        ))}
      </CheckboxGroup>
      <CheckboxGroup
        {...form.field('environments')}
        label={t('onboard.environments')}
        description={t('onboard.environmentsHint')}
        isRequired
      >
        {offer.environments.map(environment => (
          <Checkbox key={environment.name} value={environment.name}>
            <span className={styles.option}>
              <strong>{environment.displayName}</strong>
              <span className={styles.amounts}>
                {[
                  environment.name,
                  environment.allowedClusters
                    ? t('onboard.onlyIn', {
                        clusters: environment.allowedClusters.join(', '),
                      })
                    : undefined,
                  environment.approval ? t('onboard.needsApproval') : undefined,
                ]
                  .filter(part => part !== undefined)
                  .join(' · ')}
              </span>
            </span>
          </Checkbox>
        ))}
      </CheckboxGroup>
    </div>
  );
}
