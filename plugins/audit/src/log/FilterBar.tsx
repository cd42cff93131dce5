import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select, TextField } from '@backstage/ui';
import { auditOutcomeSchema } from '@flytower/plugin-audit-common';
import { useEffect, useState } from 'react';
import styles from '../audit.module.css';
import { auditTranslationRef } from '../translation/auditTranslationRef';
import { LogFilters } from './logFilters';

const ALL = 'all';

/** What of the log is shown. */
export function FilterBar(props: {
  filters: LogFilters;
  onChange: (changes: Partial<LogFilters>) => void;
  /** Of whoever reads one tenant at a time; who reads everything may type any tenant. */
  tenants?: readonly { slug: string; displayName: string }[];
}) {
  const { filters, onChange, tenants } = props;
  const { t } = useTranslationRef(auditTranslationRef);
  return (
    <div className={styles.bar} role="search" aria-label={t('filter.title')}>
      {tenants ? (
        tenants.length > 1 && (
          <Select
            className={styles.field}
            label={t('filter.tenant')}
            options={tenants.map(({ slug, displayName }) => ({
              id: slug,
              label: displayName,
            }))}
            value={filters.tenant}
            onChange={key => onChange({ tenant: String(key) })}
          />
        )
      ) : (
        <TextFilter
          label={t('filter.tenant')}
          value={filters.tenant}
          onCommit={tenant => onChange({ tenant })}
        />
      )}
      <TextFilter
        label={t('filter.person')}
        value={filters.person}
        onCommit={person => onChange({ person })}
      />
      <TextFilter
        label={t('filter.object')}
        value={filters.subjectName}
        onCommit={subjectName => onChange({ subjectName })}
      />
      <TextFilter
        label={t('filter.verb')}
        placeholder="release"
        value={filters.verb}
        onCommit={verb => onChange({ verb })}
      />
      <Select
        className={styles.field}
        label={t('filter.outcome')}
        options={[
          { id: ALL, label: t('filter.all') },
          ...auditOutcomeSchema.options.map(outcome => ({
            id: outcome,
            label: t(`outcome.${outcome}`),
          })),
        ]}
        value={filters.outcome || ALL}
        onChange={key => onChange({ outcome: key === ALL ? '' : String(key) })}
      />
      {(['from', 'to'] as const).map(name => (
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
    </div>
  );
}

/** A text that filters once it is finished: on Enter, or when the field is left. */
function TextFilter(props: {
  label: string;
  value: string;
  placeholder?: string;
  onCommit: (value: string) => void;
}) {
  const { label, value, placeholder, onCommit } = props;
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const commit = () => {
    if (typed !== value) {
      onCommit(typed);
    }
  };
  return (
    <TextField
      className={styles.field}
      size="small"
      label={label}
      placeholder={placeholder}
      autoComplete="off"
      value={typed}
      onChange={setTyped}
      onBlur={commit}
      onKeyDown={event => {
        if (event.key === 'Enter') {
          commit();
        }
      }}
    />
  );
}
