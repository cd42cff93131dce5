import { INSTANCE_ID_ANNOTATION } from '@flytower/contract';
import { groupBy } from '@flytower/durable';
import {
  Binding,
  Instance,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import { SourceEntity } from '../sources/Source';
import { makeEntity, pageLink, Portal } from './makeEntity';
import { componentRef, tenantRef } from './names';

/**
 * Databases, with the services that are bound to them. A binding is written on the database (`dependencyOf`), so that
 * neither source waits for the other; the catalog shows it on both. Never an address, an account or a password.
 */
export function publicServicesEntities(
  snapshot: { instances: Instance[]; bindings: Binding[] },
  portal: Portal,
): SourceEntity[] {
  const { instances, bindings } = snapshot;
  const bindingsOf = groupBy(bindings, one => `${one.tenant}/${one.instance}`);
  return instances.map(instance => {
    const { id, tenant, environment, name, engine, plan } = instance;
    const bound = (bindingsOf.get(`${tenant}/${name}`) ?? []).map(
      ({ service }) => componentRef(tenant, service),
    );
    const entity = makeEntity({
      source: publicServicesContract.pluginId,
      origin: `instance/${id}`,
      kind: 'Resource',
      namespace: tenant,
      name,
      title: instance.displayName,
      description: `${engine}, plan ${plan}, in ${environment}`,
      tenant,
      annotations: { [INSTANCE_ID_ANNOTATION]: id },
      labels: { 'flytower.dev/environment': environment },
      links: [pageLink(portal, 'Database', 'public-services', tenant, name)],
      spec: {
        type: engine,
        owner: tenantRef(tenant),
        dependencyOf: [...new Set(bound)].sort(),
      },
    });
    return { entity, subjects: [id] };
  });
}
