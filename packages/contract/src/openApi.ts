import { z } from 'zod';
import { Contract, Route } from './route';

/**
 * The OpenAPI 3.1 document of a contract, as a plain object.
 *
 * @public
 */
export function openApiDocument(
  contract: Contract,
  options: { version: string },
): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, route] of Object.entries(contract.routes)) {
    const path = route.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = {
      ...paths[path],
      [route.method]: operation(operationId, route),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: contract.title, version: options.version },
    servers: [{ url: `/api/${contract.pluginId}` }],
    paths,
    components: {
      securitySchemes: { backstage: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ backstage: [] }],
  };
}

function operation(operationId: string, route: Route) {
  const body = jsonSchema(route.body);
  return {
    operationId,
    summary: route.summary,
    ...(route.access.kind === 'permission'
      ? { 'x-permission': route.access.permission.name }
      : {}),
    parameters: [
      ...parameters('path', jsonSchema(route.params)),
      ...parameters('query', jsonSchema(route.query)),
      ...(route.idempotencyKey === 'required'
        ? [
            {
              in: 'header',
              name: 'Idempotency-Key',
              required: true,
              schema: { type: 'string' },
            },
          ]
        : []),
    ],
    ...(isEmpty(body)
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: body } },
          },
        }),
    responses: {
      [route.status]:
        route.status === 204
          ? { description: 'Done' }
          : {
              description: 'Answer',
              content: {
                [route.produces ?? 'application/json']: {
                  schema: jsonSchema(route.result, 'output'),
                },
              },
            },
      default: { description: 'An error, as Backstage writes it' },
    },
  };
}

type ObjectSchema = {
  properties?: Record<string, unknown>;
  required?: string[];
};

function jsonSchema(
  schema: z.ZodType,
  io: 'input' | 'output' = 'input',
): ObjectSchema {
  return z.toJSONSchema(schema, {
    io,
    unrepresentable: io === 'output' ? 'any' : 'throw',
  });
}

function isEmpty(schema: ObjectSchema): boolean {
  return (
    schema.properties !== undefined &&
    Object.keys(schema.properties).length === 0
  );
}

function parameters(where: 'path' | 'query', schema: ObjectSchema) {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    in: where,
    name,
    required: where === 'path' || (schema.required ?? []).includes(name),
    schema: property,
  }));
}
