import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { serverReadPermission } from '@flytower/plugin-public-services-common';
import { publicServicesTranslationRef } from './translation/publicServicesTranslationRef';
import { usePaths } from './usePaths';

/** The parts of public services that the reader may see, as the tabs of their head. */
export function useSections() {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const paths = usePaths();
  const { allowed } = usePermission({ permission: serverReadPermission });
  return [
    { id: 'instances', label: t('section.instances'), href: paths.list },
    { id: 'offerings', label: t('section.offerings'), href: paths.offerings },
    ...(allowed
      ? [{ id: 'servers', label: t('section.servers'), href: paths.servers }]
      : []),
  ];
}
