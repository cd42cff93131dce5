import { serviceSlugSchema, slugSchema } from '@flytower/contract';
import { healthSchema } from '@flytower/plugin-fleet-common';
import { z } from 'zod';
import { engineSchema } from './engine';

/** @public */
export const bindingSlugSchema = slugSchema({ what: 'binding', max: 40 });

/** @public */
export const variablePrefixSchema = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9_]{0,30}$/,
    'A prefix has capital letters, digits and underscores, like MYSQL or ORDERS_DB',
  );

/** @public */
export const createBindingSchema = z.object({
  name: bindingSlugSchema
    .optional()
    .describe('Left out: `<service>-<instance>`, shortened where too long'),
  service: serviceSlugSchema,
  prefix: variablePrefixSchema
    .optional()
    .describe('Of its variables; left out: MYSQL or REDIS'),
});

/** @public */
export type CreateBinding = z.output<typeof createBindingSchema>;

/**
 * A binding, in the sense of the Open Service Broker API: one service of the same tenant and environment may use an
 * instance, by an account of its own. The service's next release carries the variables.
 *
 * @public
 */
export const bindingSchema = z.object({
  id: z.string().describe('ULID'),
  tenant: z.string(),
  environment: z.string(),
  instance: z.string(),
  engine: engineSchema,
  name: z.string().describe('Unique in its tenant'),
  service: z.string(),
  serviceId: z.string(),
  application: z.string(),
  state: z.enum(['creating', 'ready', 'disabled', 'deleting']),
  health: healthSchema,
  version: z.int().min(1).describe('Of its credentials'),
  secretName: z.string().describe('`<binding>-v<version>`'),
  variables: z
    .array(
      z.object({
        name: z.string().describe('As the container sees it'),
        key: z.string().describe('In the Secret'),
      }),
    )
    .describe('Never the values'),
  clusters: z.array(
    z.object({
      cluster: z.string(),
      secret: z.enum(['pending', 'ready', 'waiting', 'failed']),
      sentence: z.string(),
      pods: z
        .object({
          current: z.int().min(0).describe('Run with this version'),
          older: z.int().min(0).describe('Run with an older version'),
          without: z.int().min(0).describe('Of the service, but without it'),
        })
        .optional()
        .describe('None while the cluster is out of sight'),
    }),
  ),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  generation: z.int().min(1),
});

/** @public */
export type Binding = z.infer<typeof bindingSchema>;
