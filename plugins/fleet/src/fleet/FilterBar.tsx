import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { ReactNode } from 'react';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { FleetFilters } from './filters';

const ALL = 'all';

/** What the fleet's lists show: clusters or nodes, of which data centre and security zone. */
export function FilterBar(props: {
  filters: FleetFilters;
  onChange: (changes: Partial<FleetFilters>) => void;
  dataCentres: readonly { name: string; displayName: string }[];
  securityZones: readonly string[];
  action?: ReactNode;
}) {
  const { filters, onChange, dataCentres, securityZones, action } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  return (
    <div className={styles.bar}>
      <ToggleButtonGroup
        aria-label={t('fleet.view')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filters.view]}
        onSelectionChange={([view]) => onChange({ view: String(view) })}
      >
        <ToggleButton id="clusters">{t('fleet.clusters')}</ToggleButton>
        <ToggleButton id="nodes">{t('fleet.nodes')}</ToggleButton>
      </ToggleButtonGroup>
      <Choice
        label={t('fleet.dataCentre')}
        value={filters.dataCentre}
        options={dataCentres.map(({ name, displayName }) => ({
          id: name,
          label: displayName,
        }))}
        onChange={dataCentre => onChange({ dataCentre })}
      />
      <Choice
        label={t('fleet.securityZone')}
        value={filters.securityZone}
        options={securityZones.map(zone => ({ id: zone, label: zone }))}
        onChange={securityZone => onChange({ securityZone })}
      />
      {filters.view === 'nodes' ? (
        <ToggleButton
          isSelected={filters.problems === 'only'}
          onChange={only => onChange({ problems: only ? 'only' : '' })}
        >
          {t('fleet.onlyProblems')}
        </ToggleButton>
      ) : null}
      <div>{action}</div>
    </div>
  );
}

/** A filter; it stands only where there is something to choose. */
function Choice(props: {
  label: string;
  value: string;
  options: { id: string; label: string }[];
  onChange: (value: string) => void;
}) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const { label, value, options, onChange } = props;
  return options.length > 1 || value ? (
    <Select
      className={styles.field}
      label={label}
      options={[{ id: ALL, label: t('fleet.all') }, ...options]}
      value={value || ALL}
      onChange={key => onChange(key === ALL ? '' : String(key))}
    />
  ) : null;
}
