import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { appTranslationRef } from '../translation/appTranslationRef';

/** Titles of pages and tabs are plain strings in Backstage, in English: they are the keys of their translations. */
const titles = {
  Home: 'title.home',
  Catalog: 'title.catalog',
  'Catalog Graph': 'title.catalogGraph',
  Applications: 'title.applications',
  'Public services': 'title.publicServices',
  Tenants: 'title.tenants',
  Fleet: 'title.fleet',
  Usage: 'title.usage',
  'Operation log': 'title.operationLog',
  Search: 'title.search',
  Settings: 'title.settings',
  General: 'title.general',
  Create: 'title.create',
  Templates: 'title.templates',
  Tasks: 'title.tasks',
  Actions: 'title.actions',
} as const;

/** The words of a title in the reader's language; a title that nobody has translated stays as it is. */
export function useTitle(): (title: string) => string {
  const { t } = useTranslationRef(appTranslationRef);
  return useCallback(title => (isKnown(title) ? t(titles[title]) : title), [t]);
}

function isKnown(title: string): title is keyof typeof titles {
  return Object.hasOwn(titles, title);
}
