import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogRoutes } from './catalogRoutes';

const installed = dirname(
  require.resolve('@backstage/plugin-catalog-backend/package.json'),
);
const source = (file: string) => readFileSync(join(installed, file), 'utf8');

/** What the catalog's own router says it answers: `.get("/entities", …`. */
function routesOf(text: string): string[] {
  return [
    ...text.matchAll(/\.(get|post|put|patch|delete|all|use)\(\s*"(\/[^"]*)"/g),
  ]
    .map(([, method, path]) => `${method} ${path}`)
    .sort();
}

describe('the routes of the catalog that is installed', () => {
  const known = catalogRoutes.map(([method, path]) => `${method} ${path}`);

  it('are all known, with what is done with each', () => {
    const routes = routesOf(source('dist/service/createRouter.cjs.js'));
    expect(routes).toHaveLength(20);
    expect([...routes, 'get /openapi.json'].sort()).toEqual([...known].sort());
  });

  it('are the documented ones, whose parameters are all known', () => {
    const document = source('dist/schema/openapi/generated/router.cjs.js');
    const paths = [...document.matchAll(/^ {4}"(\/[^"]*)": \{/gm)].map(
      ([, path]) => path.replace(/\{(\w+)\}/g, ':$1'),
    );
    expect(new Set(paths)).toEqual(
      new Set(
        catalogRoutes
          .map(([, path]) => path)
          .filter(path => path !== '/openapi.json'),
      ),
    );
    const parameters = [...document.matchAll(/^\s+name: "(\w+)",/gm)].map(
      ([, name]) => name,
    );
    expect([...new Set(parameters)].sort()).toEqual([
      'after',
      'cursor',
      'dryRun',
      'facet',
      'fields',
      'filter',
      'fullTextFilterFields',
      'fullTextFilterTerm',
      'id',
      'kind',
      'limit',
      'name',
      'namespace',
      'offset',
      'onConflict',
      'order',
      'orderField',
      'totalItems',
      'uid',
    ]);
  });

  it('are looked at in the order of the catalog, the longer before the shorter', () => {
    const index = (path: string) =>
      catalogRoutes.findIndex(one => one[1] === path);
    expect(index('/locations/by-entity/:kind/:namespace/:name')).toBeLessThan(
      index('/locations/:id'),
    );
  });
});
