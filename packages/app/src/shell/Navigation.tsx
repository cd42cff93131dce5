import BuildOutlinedIcon from '@material-ui/icons/BuildOutlined';
import DnsOutlinedIcon from '@material-ui/icons/DnsOutlined';
import FlightTakeoffIcon from '@material-ui/icons/FlightTakeoff';
import HomeOutlinedIcon from '@material-ui/icons/HomeOutlined';
import MoreHorizIcon from '@material-ui/icons/MoreHoriz';
import SearchIcon from '@material-ui/icons/Search';
import SettingsOutlinedIcon from '@material-ui/icons/SettingsOutlined';
import TimelineIcon from '@material-ui/icons/Timeline';
import {
  Link,
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
  useSidebarOpenState,
  useSidebarPinState,
} from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  NavContentComponentProps,
  NavContentNavItem,
} from '@backstage/plugin-app-react';
import { useScope } from '@flytower/ui';
import { SearchDialog } from '../search/SearchDialog';
import { setSearchShown, useSearchShown } from '../search/searchVisibility';
import { useSearchShortcut } from '../search/useSearchShortcut';
import { appTranslationRef } from '../translation/appTranslationRef';
import { LogoMark } from './Logo';
import { elsewhere, navigation, NavigationGroup } from './navigation';
import styles from './shell.module.css';
import { useMayUse } from './useMayUse';
import { useTitle } from './useTitle';

const groupIcons: Record<NavigationGroup, JSX.Element> = {
  build: <BuildOutlinedIcon />,
  run: <FlightTakeoffIcon />,
  use: <TimelineIcon />,
  operate: <DnsOutlinedIcon />,
  more: <MoreHorizIcon />,
};

/** Pages that the scope of the header narrows; it goes with the reader from one to the other. */
const scoped = new Set([
  'page:home',
  'page:delivery',
  'page:public-services',
  'page:metering',
  'page:tenancy',
]);

/** The navigation: the groups of what people come to do, each with what this reader may use. */
export function Navigation({ navItems }: NavContentComponentProps) {
  const { t } = useTranslationRef(appTranslationRef);
  const mayUse = useMayUse();
  const searchShown = useSearchShown();
  const { isMobile } = useSidebarPinState();
  useSearchShortcut();
  const items = navItems.clone();
  const special = Object.fromEntries(elsewhere.map(id => [id, items.take(id)]));
  const groups = [
    ...navigation.map(({ group, pages }) => ({
      group,
      pages: pages.flatMap(id => items.take(id) ?? []),
    })),
    { group: 'more' as const, pages: items.rest() },
  ]
    .map(({ group, pages }) => ({
      group,
      pages: pages.filter(({ node }) => mayUse(node.spec.id)),
    }))
    .filter(({ pages }) => pages.length > 0);
  const groupElements = groups.map(({ group, pages }) => (
    <SidebarGroup
      key={group}
      label={t(`group.${group}`)}
      icon={groupIcons[group]}
    >
      <GroupTitle>{t(`group.${group}`)}</GroupTitle>
      {pages.map(item => (
        <Item key={item.node.spec.id} item={item} />
      ))}
    </SidebarGroup>
  ));
  const home = special['page:home'];
  const settings = special['page:user-settings'];
  return (
    <>
      <Sidebar>
        <Logo />
        <SidebarGroup
          label={t('title.home')}
          icon={<HomeOutlinedIcon />}
          to={home?.href ?? '/'}
        >
          {home ? <Item item={home} /> : null}
        </SidebarGroup>
        <SidebarItem
          icon={SearchIcon}
          text={t('shell.search')}
          onClick={() => setSearchShown(true)}
        />
        {/* On a phone the groups become a bar, which takes them only where they are direct children. */}
        {isMobile ? (
          groupElements
        ) : (
          <SidebarScrollWrapper>{groupElements}</SidebarScrollWrapper>
        )}
        <SidebarSpace />
        <SidebarDivider />
        <SidebarGroup
          label={t('title.settings')}
          icon={<SettingsOutlinedIcon />}
          to={settings?.href ?? '/settings'}
        >
          {settings ? <Item item={settings} /> : null}
        </SidebarGroup>
      </Sidebar>
      {searchShown ? (
        <SearchDialog onClose={() => setSearchShown(false)} />
      ) : null}
    </>
  );
}

function Logo() {
  const { isOpen } = useSidebarOpenState();
  return (
    <Link to="/" underline="none" className={styles.logo} aria-label="Flytower">
      <LogoMark />
      {isOpen ? <span className={styles.wordmark}>Flytower</span> : null}
    </Link>
  );
}

/** The group's name where there is room, a line where there is not. */
function GroupTitle({ children }: { children: string }) {
  const { isOpen } = useSidebarOpenState();
  return isOpen ? (
    <div className={styles.group}>{children}</div>
  ) : (
    <SidebarDivider />
  );
}

function Item({ item }: { item: NavContentNavItem }) {
  const title = useTitle();
  const { tenant, environment } = useScope();
  const scope = new URLSearchParams({
    ...(tenant ? { tenant } : {}),
    ...(environment ? { environment } : {}),
  }).toString();
  const id = item.node.spec.id;
  return (
    <SidebarItem
      icon={() => item.icon}
      to={scope && scoped.has(id) ? `${item.href}?${scope}` : item.href}
      text={title(item.title)}
    />
  );
}
