import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EnvironmentCluster } from '@flytower/plugin-tenancy-common';
import { StatusLine } from '@flytower/ui';
import { statusOfTarget } from '../tenantStatus';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';

/** How far an environment is in a cluster, and why. */
export function TargetStatus(props: {
  namespace: string;
  target: EnvironmentCluster;
  /** Says nothing more where all is well. */
  brief?: boolean;
}) {
  const { namespace, target, brief } = props;
  const { name, state, sentence, keptBy } = target;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const reason =
    keptBy === undefined
      ? sentence
      : t('target.keptBy', { namespace, cluster: name, keeper: keptBy });
  return (
    <StatusLine
      status={statusOfTarget[state]}
      word={t(`target.${state}`)}
      reason={brief && state === 'ready' ? undefined : reason}
    />
  );
}
