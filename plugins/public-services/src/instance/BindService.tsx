import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Select, Text, TextField } from '@backstage/ui';
import { followPages } from '@flytower/contract';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import {
  Instance,
  publicServicesContract,
  variablePrefixSchema,
} from '@flytower/plugin-public-services-common';
import {
  ErrorPanel,
  LiveView,
  useAct,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import styles from '../publicServices.module.css';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';

const defaultPrefix = { mysql: 'MYSQL', redis: 'REDIS' } as const;

/** Binds the instance to one more service of its tenant. */
export function BindService(props: {
  instance: Instance;
  /** Slugs of the services that are bound already. */
  bound: readonly string[];
}) {
  const { instance, bound } = props;
  const { tenant, name, engine } = instance;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const delivery = useContractClient(deliveryContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [chosen, setChosen] = useState<string>();
  const [prefix, setPrefix] = useState<string>(defaultPrefix[engine]);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const live = useLive(
    async signal =>
      (
        await followPages(500, page =>
          delivery.listServices({
            params: { tenant },
            query: page,
            signal,
          }),
        )
      ).items,
    { key: tenant },
  );
  const wrong = variablePrefixSchema.safeParse(prefix).error?.issues.at(0);
  const act = useAct(async (service: string) => {
    const { id } = await client.createBinding({
      params: { tenant, instance: name },
      body: { service, prefix },
      idempotencyKey: `${idempotencyKey}/${service}/${prefix}`,
    });
    navigate(paths.operation({ tenant, instance: name }, id));
  });
  return (
    <section aria-label={t('bind.title')} className={styles.fields}>
      <Text as="h2" variant="title-x-small">
        {t('bind.title')}
      </Text>
      <LiveView live={live} what={t('bind.what')}>
        {services => {
          const free = services.filter(({ slug }) => !bound.includes(slug));
          const service = chosen ?? free.at(0)?.slug;
          return service === undefined ? (
            <Text color="secondary">{t('bind.none')}</Text>
          ) : (
            <>
              <Select
                label={t('bind.service')}
                description={t('bind.serviceHelp')}
                value={service}
                onChange={value => setChosen(String(value))}
                options={free.map(({ slug, displayName, application }) => ({
                  value: slug,
                  label: `${displayName} (${application}/${slug})`,
                }))}
              />
              <TextField
                label={t('bind.prefix')}
                description={t('bind.prefixHelp', { prefix })}
                value={prefix}
                onChange={setPrefix}
                validate={() => wrong?.message}
                validationBehavior="aria"
                autoComplete="off"
              />
              <div>
                <Button
                  isDisabled={wrong !== undefined}
                  isPending={act.busy}
                  onPress={() => act.run(service)}
                >
                  {t('bind.submit', { service })}
                </Button>
              </div>
            </>
          );
        }}
      </LiveView>
      {act.error ? (
        <ErrorPanel error={act.error} what={t('bind.title')} during="act" />
      ) : null}
    </section>
  );
}
