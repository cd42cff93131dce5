import { Contract } from '@flytower/contract';
import { people } from './fillWholeBackend';
import { routesOfContract } from './documents';
import { Pool } from './routeCases';
import { WholeBackend } from './startWholeBackend';

const filters = [
  'metadata.namespace=zebras',
  'metadata.annotations.flytower.dev/tenant=zebras',
  'relations.ownedBy=group:flytower/zebras',
  'kind=component',
];
const facets = [
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations.flytower.dev/tenant',
  'spec.owner',
];

/** What a parameter is called by whose list its values stand in: `/v1/…/services` has the values of `service`. */
const singular = (list: string) => list.replace(/ies$/, 'y').replace(/s$/, '');

/**
 * Everything that names something of zebras, by where it goes: slugs and ids of the rows of every list that its owner and
 * the operations admin can read, cursors of their pages, and references of its entities.
 */
export async function poolOf(
  backend: WholeBackend,
  contracts: readonly Contract[],
): Promise<Pool> {
  const pool = new Map<string, string[]>([
    ['tenant', ['zebras']],
    ['namespace', ['zebras']],
    ['kind', ['component']],
    ['environment', ['prod']],
    ['cluster', ['east']],
    ['person', ['user:default/nia']],
    ['filter', filters],
    ['facet', facets],
    ['facets', facets],
    ['term', ['zebra', '*']],
    ['fullTextFilterTerm', ['zebra']],
    ['entityRefs', ['component:zebras/zebra-service', 'group:flytower/zebras']],
    ['entityRef', ['component:zebras/zebra-service']],
  ]);
  const add = (name: string, value: unknown) => {
    const known = pool.get(name) ?? [];
    if (typeof value === 'string' && !known.includes(value)) {
      pool.set(name, [...known, value]);
    }
  };
  for (const contract of contracts) {
    for (const { path, method } of routesOfContract(contract)) {
      const list = /\/(\w[\w-]*)$/.exec(path)?.[1];
      const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      if (method !== 'get' || !list || params.some(one => one !== 'tenant')) {
        continue;
      }
      const url = `/${contract.pluginId}${path.replace('{tenant}', 'zebras')}`;
      for (const person of [people.owner, people.operations]) {
        for (const query of ['', '?limit=1']) {
          const { body } = await backend.call(person, 'get', `${url}${query}`);
          for (const row of rowsOf(body)) {
            if (JSON.stringify(row).includes('logistics')) {
              continue;
            }
            for (const key of ['slug', 'name', 'id', 'person']) {
              add(singular(list), row[key]);
              add(`${contract.pluginId} ${singular(list)}`, row[key]);
            }
            add('id', row.id);
          }
          add('cursor', fieldOf(body, 'nextCursor'));
        }
      }
    }
  }
  const { body: entities } = await backend.call(
    people.owner,
    'get',
    '/catalog/entities?filter=metadata.namespace=zebras',
  );
  for (const entity of Array.isArray(entities) ? entities : []) {
    add('uid', entity.metadata.uid);
  }
  pool.set('name', ['zebra-service', 'zebra-app']);
  const { body: page } = await backend.call(
    people.owner,
    'get',
    '/catalog/entities/by-query?limit=1&filter=metadata.namespace=zebras',
  );
  add('cursor', fieldOf(fieldOf(page, 'pageInfo'), 'nextCursor'));
  const { body: tasks } = await backend.call(
    people.developer,
    'get',
    '/scaffolder/v2/tasks',
  );
  for (const task of rowsOf({ items: fieldOf(tasks, 'tasks') })) {
    add('taskId', task.id);
  }
  return pool;
}

function fieldOf(body: unknown, field: string): unknown {
  return typeof body === 'object' && body !== null
    ? (body as Record<string, unknown>)[field]
    : undefined;
}

function rowsOf(body: unknown): Record<string, unknown>[] {
  const items = fieldOf(body, 'items');
  return Array.isArray(items) ? items : [];
}
