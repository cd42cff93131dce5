import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import {
  resourceTypeSchema,
  UsageChoices,
  usageGroupingSchema,
} from '@flytower/plugin-metering-common';
import { personName } from '@flytower/ui';
import styles from '../metering.module.css';
import { meteringTranslationRef } from '../translation/meteringTranslationRef';
import { dayFilters, UsageFilters } from './usageFilters';

const ALL = 'all';

/** How usage is grouped, and what of it is shown. */
export function FilterBar(props: {
  filters: UsageFilters;
  choices: UsageChoices | undefined;
  onChange: (changes: Partial<UsageFilters>) => void;
}) {
  const { filters, choices, onChange } = props;
  const { t } = useTranslationRef(meteringTranslationRef);
  const select = (
    name: keyof UsageFilters,
    label: string,
    options: { id: string; label: string }[],
  ) => (
    <Select
      key={name}
      className={styles.field}
      size="small"
      label={label}
      options={[
        { id: ALL, label: t('filter.all') },
        ...withOwn(options, filters[name]),
      ]}
      value={filters[name] || ALL}
      onChange={key => onChange({ [name]: key === ALL ? '' : String(key) })}
    />
  );
  const plain = (names: string[] = []) =>
    names.map(name => ({ id: name, label: name }));
  return (
    <div className={styles.bar} role="search" aria-label={t('filter.title')}>
      <Select
        className={styles.field}
        size="small"
        label={t('filter.groupBy')}
        options={usageGroupingSchema.options.map(grouping => ({
          id: grouping,
          label: t(`grouping.${grouping}`),
        }))}
        value={filters.groupBy}
        onChange={key => onChange({ groupBy: String(key) })}
      />
      {select(
        'type',
        t('filter.type'),
        resourceTypeSchema.options.map(type => ({
          id: type,
          label: t(`type.${type}`),
        })),
      )}
      {select('tenant', t('filter.tenant'), plain(choices?.tenants))}
      {select('team', t('filter.team'), plain(choices?.teams))}
      {select(
        'application',
        t('filter.application'),
        plain(choices?.applications),
      )}
      {select(
        'environment',
        t('filter.environment'),
        plain(choices?.environments),
      )}
      {select('cluster', t('filter.cluster'), plain(choices?.clusters))}
      {select(
        'requester',
        t('filter.requester'),
        (choices?.requesters ?? []).map(ref => ({
          id: ref,
          label: personName(ref),
        })),
      )}
      {dayFilters.map(name => (
        // The browser's own field knows the reader's calendar and keyboard.
        <label key={name} className={styles.day}>
          {t(`filter.${name}`)}
          <input
            type="date"
            value={filters[name]}
            onChange={event => onChange({ [name]: event.target.value })}
          />
        </label>
      ))}
      {choices?.cut ? (
        <p className={styles.secondary}>{t('filter.cut')}</p>
      ) : null}
    </div>
  );
}

/** What the URL names stays in the list, though nothing of it is there. */
function withOwn(options: { id: string; label: string }[], own: string) {
  return own === '' || options.some(({ id }) => id === own)
    ? options
    : [...options, { id: own, label: own }];
}
