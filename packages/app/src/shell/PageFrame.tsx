import SearchIcon from '@material-ui/icons/Search';
import {
  BreadcrumbEntry,
  PageLayoutProps,
  useBreadcrumbEntries,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';

import { ButtonIcon, Container, PluginHeader } from '@backstage/ui';
import { useEffect, useMemo, useState } from 'react';
import { useResolvedPath } from 'react-router-dom';
import useMedia from 'react-use/esm/useMedia';
import { setSearchShown } from '../search/searchVisibility';
import { appTranslationRef } from '../translation/appTranslationRef';
import { LanguageMenu } from './LanguageMenu';
import { ScopeSwitcher } from './ScopeSwitcher';
import styles from './shell.module.css';
import { ThemeButton } from './ThemeButton';
import { useHoldsMain } from './useHoldsMain';
import { useTabsWithoutPanels } from './useTabsWithoutPanels';
import { useTitle } from './useTitle';

const MAIN = 'flytower-main';

/**
 * The frame of every page: a header whose title and tabs are in the reader's language, with the tenant, the environment,
 * the language and the theme.
 */
export function PageFrame(props: PageLayoutProps) {
  const { icon, noHeader, titleLink, headerActions, tabs, children } = props;
  const { t } = useTranslationRef(appTranslationRef);
  const translate = useTitle();
  const narrow = useMedia('(max-width: 899px)', false);
  const title = props.title && translate(props.title);
  const parentPath = useResolvedPath('.').pathname.replace(/\/$/, '');
  const { items } = useBreadcrumbEntries();
  const breadcrumbs = items.map(({ label, ...entry }) => ({
    ...entry,
    label: translate(label),
  }));
  const resolvedTabs = useMemo(
    () =>
      tabs?.map(tab => ({
        ...tab,
        label: translate(tab.label),
        href: tab.href.startsWith('/') ? tab.href : `${parentPath}/${tab.href}`,
        matchStrategy: 'prefix' as const,
      })),
    [parentPath, tabs, translate],
  );
  const header = useTabsWithoutPanels();
  const [frame, setFrame] = useState<HTMLElement | null>(null);
  const holdsMain = useHoldsMain(frame);
  useEffect(() => {
    if (title) {
      document.title = `${title} · Flytower`;
    }
  }, [title]);

  if (noHeader) {
    return <>{children}</>;
  }
  const content = (
    <>
      <header ref={header}>
        <a className={styles.skip} href={`#${MAIN}`}>
          {t('shell.skip')}
        </a>
        <PluginHeader
          title={title}
          icon={icon}
          titleLink={titleLink}
          // On a phone there is room for the way to the list alone.
          breadcrumbs={narrow ? breadcrumbs.slice(0, 1) : breadcrumbs}
          tabs={resolvedTabs}
          customActions={
            <>
              {narrow ? null : <ScopeSwitcher />}
              {headerActions}
              {narrow ? <SearchButton /> : null}
              <LanguageMenu />
              <ThemeButton />
            </>
          }
        />
        {narrow ? (
          <Container>
            <ScopeSwitcher />
          </Container>
        ) : null}
      </header>
      <div
        id={MAIN}
        ref={setFrame}
        role={holdsMain ? undefined : 'main'}
        tabIndex={-1}
        className={styles.main}
      >
        {children}
      </div>
    </>
  );
  return title ? (
    <BreadcrumbEntry
      entry={{ label: title, href: titleLink ?? (parentPath || '/') }}
    >
      {content}
    </BreadcrumbEntry>
  ) : (
    content
  );
}

/** On a phone the navigation has no room for the search. */
function SearchButton() {
  const { t } = useTranslationRef(appTranslationRef);
  return (
    <ButtonIcon
      size="small"
      variant="tertiary"
      icon={<SearchIcon fontSize="inherit" aria-hidden="true" />}
      aria-label={t('shell.search')}
      onPress={() => setSearchShown(true)}
    />
  );
}
