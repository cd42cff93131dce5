import {
  isResourcePermission,
  Permission,
} from '@backstage/plugin-permission-common';
import { TENANT_RESOURCE } from '@flytower/contract';
import { Grant, grants } from './grants';

/** The plugins whose every permission stands in the table: what a later version adds is nobody's until it has a row. */
const plugins = new Set(Object.keys(grants).map(pluginOf));

const nobody: Grant = { kind: 'nobody' };

/** Who has a permission by the table: nobody where it has no row. */
export function grantOf({ name }: Permission): Grant {
  return Object.hasOwn(grants, name) ? grants[name] : nobody;
}

/**
 * Who may have a permission at the most. `elsewhere` is one of a plugin that Flytower knows nothing of, about things that
 * are neither Flytower's nor the catalog's.
 */
export function boundOf(permission: Permission): Grant | 'elsewhere' {
  if (
    plugins.has(pluginOf(permission.name)) ||
    isResourcePermission(permission, TENANT_RESOURCE)
  ) {
    return grantOf(permission);
  }
  // What other plugins keep with an entity is seen by whom the entity is seen.
  return isResourcePermission(permission, 'catalog-entity')
    ? grants['catalog.entity.read']
    : 'elsewhere';
}

function pluginOf(name: string): string {
  return name.split('.')[0];
}
