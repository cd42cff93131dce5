import { slugSchema } from '@flytower/contract';
import { healthSchema } from '@flytower/plugin-fleet-common';
import { z } from 'zod';
import { engineSchema } from './engine';

/** @public */
export const serverSlugSchema = slugSchema({ what: 'server', max: 40 });

const administratorSchema = z.object({
  username: z
    .string()
    .min(1, 'Give the name of the administrator')
    .max(128, 'A name may have at most 128 characters'),
  password: z
    .string()
    .min(1, "Give the administrator's password")
    .max(1024, 'A password may have at most 1,024 characters'),
});

/**
 * How Flytower reaches a server and proves who it is. Where TLS is given, the server's certificate is always verified.
 *
 * @public
 */
export const serverAccessSchema = z.object({
  engine: engineSchema,
  host: z
    .string()
    .trim()
    .min(1, "Give the server's address")
    .max(253, 'An address may have at most 253 characters')
    .regex(
      /^[A-Za-z0-9.:-]+$/,
      'An address is a host name or an IP address, without a port',
    ),
  port: z
    .int('A port is a number from 1 to 65535')
    .min(1, 'A port is a number from 1 to 65535')
    .max(65_535, 'A port is a number from 1 to 65535'),
  tls: z
    .object({
      caPem: z
        .string()
        .trim()
        .max(100_000)
        .optional()
        .describe('Left out: the authorities that the machine trusts'),
      serverName: z.string().max(253).optional(),
    })
    .optional()
    .describe('Left out: the connection is not encrypted'),
  administrator: administratorSchema,
});

/** @public */
export type ServerAccessInput = z.infer<typeof serverAccessSchema>;

/**
 * What a server answered, or in one sentence why it cannot be used. Nothing is saved.
 *
 * @public
 */
export const serverCheckSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('usable'),
    product: z.string().describe('"MariaDB", "MySQL" or "Redis"'),
    version: z.string(),
    encrypted: z.boolean(),
    notes: z
      .array(z.string())
      .describe('What it cannot do, each in one sentence'),
  }),
  z.object({
    outcome: z.literal('refused'),
    code: z.string().describe('For programs, like "wrong-password"'),
    sentence: z.string(),
  }),
]);

/** @public */
export type ServerCheck = z.infer<typeof serverCheckSchema>;

/** @public */
export const registerServerSchema = z.object({
  name: serverSlugSchema,
  displayName: z.string().trim().min(1).max(80),
  access: serverAccessSchema,
});

/** @public */
export type RegisterServer = z.infer<typeof registerServerSchema>;

/** @public */
export const updateServerSchema = z.object({
  displayName: z.string().trim().min(1).max(80).optional(),
  access: serverAccessSchema
    .omit({ engine: true })
    .optional()
    .describe('A new address or administrator; it must be the same server'),
});

/**
 * A server that plans carve instances out of. Its administrator's password never leaves the backend.
 *
 * @public
 */
export const serverSchema = z.object({
  id: z.string().describe('ULID'),
  name: z.string(),
  displayName: z.string(),
  engine: engineSchema,
  host: z.string(),
  port: z.int(),
  encrypted: z.boolean(),
  administrator: z.string().describe('The name alone'),
  product: z.string(),
  version: z.string(),
  health: healthSchema,
  checkedAt: z.iso.datetime(),
  instances: z.int().min(0).describe('How many instances it holds'),
  demo: z.boolean().describe('Started by `npm start`, for trying'),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  generation: z.int().min(1).describe('The version for If-Match'),
});

/** @public */
export type Server = z.infer<typeof serverSchema>;
