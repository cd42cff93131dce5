import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import { Team } from '@flytower/plugin-tenancy-common';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';

/** No slug: a select needs a value for each of its options. */
const NONE = '-';

/** Which team of its tenant an application belongs to; the empty text is none. */
export function TeamSelect(props: {
  teams: readonly Team[];
  value: string;
  onChange: (team: string) => void;
}) {
  const { teams, value, onChange } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <Select
      label={t('team.label')}
      description={t('team.hint')}
      value={teams.some(({ slug }) => slug === value) ? value : NONE}
      onChange={chosen => onChange(chosen === NONE ? '' : String(chosen))}
      options={[
        { value: NONE, label: t('team.none') },
        ...teams.map(({ slug, displayName }) => ({
          value: slug,
          label: displayName,
        })),
      ]}
    />
  );
}
