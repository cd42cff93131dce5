import {
  applicationSlugSchema,
  serviceSlugSchema,
  tenantSlugSchema,
} from '@flytower/contract';
import { z } from 'zod';
import { imageSchema, portSchema } from './serviceSpec';

/**
 * The file `app.yaml` at the root of a service's repository: what the code itself knows of the service. The fields are
 * described in docs/reference/app-yaml.md.
 *
 * @public
 */
export const appYamlSchema = z
  .object({
    version: z.literal(1),
    tenant: tenantSlugSchema,
    application: applicationSlugSchema,
    name: serviceSlugSchema,
    description: z.string().max(1000),
    lifecycle: z.enum(['experimental', 'production', 'deprecated']),
    kind: z.enum(['web', 'worker', 'scheduled-job']),
    stack: z.enum(['node', 'go', 'python', 'image']),
    runtime: z.string().max(40).optional().describe('Version of the stack'),
    entrypoint: z.array(z.string().max(4096)).min(1).max(100).optional(),
    image: imageSchema,
    size: z.enum(['small', 'medium', 'large']),
    port: portSchema.shape.port.optional(),
    health: z.string().max(2000).regex(/^\//).optional(),
    schedule: z.string().max(100).optional().describe('Five fields, as cron'),
    timeZone: z.string().max(60).optional(),
    links: z
      .array(z.object({ title: z.string().max(80), url: z.url() }))
      .max(20)
      .default([]),
  })
  .superRefine((app, context) => {
    const wants = (field: 'runtime' | 'entrypoint' | 'port' | 'schedule') => {
      if (app[field] === undefined) {
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `app.yaml of a ${app.kind} in ${app.stack} needs ${field}`,
        });
      }
    };
    if (app.stack !== 'image') {
      wants('runtime');
      wants('entrypoint');
    }
    if (app.kind === 'web') {
      wants('port');
    }
    if (app.kind === 'scheduled-job') {
      wants('schedule');
    }
  });

/** @public */
export type AppYaml = z.infer<typeof appYamlSchema>;
