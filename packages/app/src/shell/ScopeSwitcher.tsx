import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import { useScope } from '@flytower/ui';
import { useLocation } from 'react-router-dom';
import { appTranslationRef } from '../translation/appTranslationRef';
import styles from './shell.module.css';
import { useMyTenants } from './useMyTenants';

/** The paths of pages that show what belongs to tenants. */
const narrowed = /^\/$|^\/applications$|^\/tenants$/;

const ALL = 'all';

/**
 * The tenant and the environment that the pages show, as they stand in the URL. Whoever has one tenant never sees a
 * switcher of tenants, nor a filter where there is one environment.
 */
export function ScopeSwitcher() {
  const { t } = useTranslationRef(appTranslationRef);
  const { pathname } = useLocation();
  const tenants = useMyTenants();
  const { tenant, environment, setScope } = useScope();
  if (!narrowed.test(pathname)) {
    return null;
  }
  const chosen = tenants.filter(({ slug }) => !tenant || slug === tenant);
  const environments = [
    ...new Set(chosen.flatMap(one => one.environments)),
  ].sort();
  return (
    <div className={styles.scope}>
      {tenants.length > 1 ? (
        <Select
          className={styles.scopeField}
          size="small"
          aria-label={t('shell.tenant')}
          options={[
            { id: ALL, label: t('shell.allTenants') },
            ...tenants.map(({ slug, displayName }) => ({
              id: slug,
              label: displayName,
            })),
          ]}
          value={tenant || ALL}
          onChange={key =>
            setScope({
              tenant: key === ALL || key === null ? '' : String(key),
              environment: '',
            })
          }
        />
      ) : null}
      {environments.length > 1 ? (
        <Select
          className={styles.scopeField}
          size="small"
          aria-label={t('shell.environment')}
          options={[
            { id: ALL, label: t('shell.allEnvironments') },
            ...environments.map(name => ({ id: name, label: name })),
          ]}
          value={environment || ALL}
          onChange={key =>
            setScope({
              environment: key === ALL || key === null ? '' : String(key),
            })
          }
        />
      ) : null}
    </div>
  );
}
