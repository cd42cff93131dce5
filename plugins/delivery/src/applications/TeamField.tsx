import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { LiveView, useContractClient, useLive } from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { TeamSelect } from './TeamSelect';

/** The choice of a team in a form; nothing where the tenant has no teams. */
export function TeamField(props: {
  tenant: string;
  value: string;
  onChange: (team: string) => void;
}) {
  const { tenant, value, onChange } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const tenancy = useContractClient(tenancyContract);
  const live = useLive(
    async signal =>
      (await tenancy.listTeams({ params: { tenant }, signal })).items,
    { key: `teams of ${tenant}` },
  );
  return (
    <LiveView live={live} what={t('team.what', { tenant })}>
      {teams =>
        teams.length === 0 ? null : (
          <TeamSelect teams={teams} value={value} onChange={onChange} />
        )
      }
    </LiveView>
  );
}
