import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import {
  Bounds,
  coreHours,
  gibHours,
  meteringContract,
  UsageSight,
} from '@flytower/plugin-metering-common';
import {
  Facts,
  LiveView,
  Panel,
  useContractClient,
  useFormat,
  useLive,
} from '@flytower/ui';
import { appTranslationRef } from '../translation/appTranslationRef';
import styles from './home.module.css';
import { homeExternalRoutes } from './routes';

/** What the reader may see of the last seven days, in three figures; where time was not seen, with its bounds. */
export function UsagePanel() {
  const { t } = useTranslationRef(appTranslationRef);
  const format = useFormat();
  const toUsage = useRouteRef(homeExternalRoutes.usage);
  const metering = useContractClient(meteringContract);
  const live = useLive(signal => metering.getSummary({ signal }), {
    key: 'usage',
    intervalMs: 60_000,
  });
  const rounded = (value: number) =>
    format.number(Math.round(value * 100) / 100);
  const amount = (
    { least, most }: Bounds,
    scale: (digits: string) => number,
  ) => {
    const [low, high] = [rounded(scale(least)), rounded(scale(most))];
    return low === high
      ? low
      : t('home.usageBetween', { least: low, most: high });
  };
  const whose = ({ everything, tenants, teams }: UsageSight) => {
    if (everything) {
      return t('home.usageEverything');
    }
    if (tenants.length > 0) {
      return t('home.usageTenants', { tenants: tenants.join(', ') });
    }
    return teams.length > 0 ? t('home.usageTeams') : t('home.usageOwn');
  };
  return (
    <Panel
      title={t('home.usage')}
      action={
        toUsage ? <Link href={toUsage()}>{t('home.all')}</Link> : undefined
      }
    >
      <LiveView live={live} what={t('home.usage')}>
        {({ sight, figures }) => (
          <>
            <Text as="p" color="secondary" className={styles.context}>
              {figures.resources === 0 ? t('home.usageNothing') : whose(sight)}
            </Text>
            {figures.resources === 0 ? null : (
              <Facts
                facts={[
                  {
                    term: t('home.usageResources'),
                    value: format.number(figures.resources),
                  },
                  {
                    term: t('home.usageCpu'),
                    value: t('home.coreHours', {
                      value: amount(figures.cpuMillicoreSeconds, coreHours),
                    }),
                  },
                  {
                    term: t('home.usageMemory'),
                    value: t('home.gibHours', {
                      value: amount(figures.memoryByteSeconds, gibHours),
                    }),
                  },
                ]}
              />
            )}
          </>
        )}
      </LiveView>
    </Panel>
  );
}
