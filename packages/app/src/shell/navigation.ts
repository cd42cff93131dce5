/** Where a page stands in the navigation; a page that is not named here comes under "More". */
export const navigation = [
  { group: 'build', pages: ['page:catalog', 'page:scaffolder'] },
  { group: 'run', pages: ['page:delivery', 'page:public-services'] },
  { group: 'use', pages: ['page:metering'] },
  { group: 'operate', pages: ['page:fleet', 'page:tenancy', 'page:audit'] },
] as const;

export type NavigationGroup = (typeof navigation)[number]['group'] | 'more';

/** Pages that are reached otherwise: the logo and search stand above the groups, settings below, the graph in an entity. */
export const elsewhere = [
  'page:home',
  'page:search',
  'page:catalog-graph',
  'page:user-settings',
] as const;
