import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Contract, openApiDocument } from '@flytower/contract';
import { z } from 'zod';

const plugins = resolve(__dirname, '../../../../plugins');

const isContract = (value: unknown): value is Contract =>
  typeof value === 'object' &&
  value !== null &&
  'pluginId' in value &&
  'routes' in value;

/** Every contract of plugins/*-common: that of tomorrow's plugin too. */
export function allContracts(): Contract[] {
  return readdirSync(plugins)
    .filter(name => name.endsWith('-common'))
    .flatMap(name =>
      Object.values(jest.requireActual(join(plugins, name, 'src'))),
    )
    .filter(isContract);
}

const schemaSchema = z.record(z.string(), z.unknown());
const documentSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        parameters: z.array(schemaSchema).optional(),
        requestBody: z
          .looseObject({
            content: z
              .record(z.string(), z.looseObject({ schema: schemaSchema }))
              .optional(),
          })
          .optional(),
      }),
    ),
  ),
});

export type Schema = z.infer<typeof schemaSchema>;

/** One route of an OpenAPI document, with what it takes. */
export interface DocumentedRoute {
  pluginId: string;
  method: string;
  /** `/v1/tenants/{tenant}/services`. */
  path: string;
  query: string[];
  body?: Schema;
}

/** The routes of one of Flytower's contracts. */
export function routesOfContract(contract: Contract): DocumentedRoute[] {
  return routesOf(
    contract.pluginId,
    openApiDocument(contract, { version: '1' }),
  );
}

/** The routes of an official plugin, by the document that it validates its own requests with. */
export function routesOfOfficial(pluginId: string): DocumentedRoute[] {
  const require = createRequire(__filename);
  const main = dirname(
    require.resolve(`@backstage/plugin-${pluginId}-backend/package.json`),
  );
  const file = join(main, 'dist/schema/openapi/generated/router.cjs.js');
  readFileSync(file);
  return routesOf(pluginId, jest.requireActual<{ spec: object }>(file).spec);
}

function routesOf(pluginId: string, document: object): DocumentedRoute[] {
  const inline = (node: unknown, depth = 0): unknown => {
    if (Array.isArray(node)) {
      return node.map(item => inline(item, depth));
    }
    if (typeof node !== 'object' || node === null || depth > 12) {
      return node;
    }
    if ('$ref' in node && typeof node.$ref === 'string') {
      return inline(at(document, node.$ref), depth + 1);
    }
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        inline(value, depth + 1),
      ]),
    );
  };
  const { paths } = documentSchema.parse(inline(document));
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters, requestBody }]) => ({
      pluginId,
      method,
      path,
      query: (parameters ?? [])
        .filter(parameter => parameter.in === 'query')
        .map(({ name }) => String(name)),
      body: requestBody?.content?.['application/json']?.schema,
    })),
  );
}

function at(document: object, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (node, key) =>
        typeof node === 'object' && node !== null
          ? (node as Record<string, unknown>)[key]
          : undefined,
      document,
    );
}
