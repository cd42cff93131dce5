import {
  clusterSlugSchema,
  dataCentreSlugSchema,
  resourceAmountSchema,
} from '@flytower/contract';
import { z } from 'zod';
import { clusterBundleSchema } from './bundle';
import { clusterModeSchema, readinessItemSchema } from './cluster';

const serverSchema = z
  .string()
  .trim()
  .min(1, "Give the address of the cluster's API server")
  .max(2048)
  .describe('https://host:port');
const pem = (what: string) =>
  z.string().trim().min(1, `Paste ${what} in PEM form`).max(100_000);
const caPem = z
  .string()
  .trim()
  .max(100_000)
  .optional()
  .describe(
    "The cluster's certificate authority in PEM form. Without it, or empty, the authorities that the machine of Flytower trusts count",
  );
const tlsServerName = z
  .string()
  .max(253)
  .optional()
  .describe("Name in the server's certificate, where it is not the address");

/**
 * How Flytower reaches a cluster and proves who it is. The server's certificate is always verified: by the certificate
 * authority that is given, else by those that the machine of Flytower trusts, as for public sites.
 *
 * @public
 */
export const clusterAccessSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('certificate'),
    server: serverSchema,
    caPem,
    certificatePem: pem('the client certificate'),
    keyPem: pem('the private key of the client certificate'),
    tlsServerName,
  }),
  z.object({
    kind: z.literal('token'),
    server: serverSchema,
    caPem,
    token: z.string().trim().min(1, 'Paste the token').max(20_000),
    tlsServerName,
  }),
  z.object({
    kind: z.literal('kubeconfig'),
    kubeconfig: z
      .string()
      .min(1, 'Paste the kubeconfig')
      .max(
        65_536,
        'A kubeconfig may have at most 64 KiB; paste only the cluster that is meant, as `kubectl config view --raw --flatten --minify` prints it',
      ),
  }),
]);

/** @public */
export type ClusterAccess = z.infer<typeof clusterAccessSchema>;

/** @public */
export const checkClusterRequestSchema = z.object({
  access: clusterAccessSchema,
  name: clusterSlugSchema
    .optional()
    .describe('Also says whether this name is free'),
});

/** @public */
export type CheckClusterRequest = z.infer<typeof checkClusterRequestSchema>;

/**
 * What a cluster answered, or in one sentence why it could not be used. Nothing is saved.
 *
 * @public
 */
export const clusterCheckSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('usable'),
    server: z.string(),
    version: z.string(),
    identity: z.object({ user: z.string(), groups: z.array(z.string()) }),
    nodeCount: z.int().min(0),
    capacity: resourceAmountSchema,
    allocatable: resourceAmountSchema,
    mode: clusterModeSchema,
    bundle: clusterBundleSchema,
    uid: z.string(),
    credentialKind: z.enum(['certificate', 'token']),
    certificateExpiresAt: z.iso.datetime().optional(),
    readiness: z.array(readinessItemSchema),
  }),
  z.object({
    outcome: z.literal('refused'),
    code: z.string().describe('For programs, like "wrong-ca"'),
    sentence: z.string(),
  }),
]);

/** @public */
export type ClusterCheck = z.infer<typeof clusterCheckSchema>;

/**
 * A security zone, like "core", "dmz" or "compute".
 *
 * @public
 */
export const securityZoneSchema = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/,
    'The security zone may have small letters, digits and hyphens, like "core" or "dmz"',
  );

/** @public */
export const registerClusterRequestSchema = z.object({
  name: clusterSlugSchema,
  displayName: z.string().trim().min(1).max(80).optional(),
  dataCentre: dataCentreSlugSchema,
  securityZone: securityZoneSchema,
  access: clusterAccessSchema,
});

/** @public */
export type RegisterClusterRequest = z.infer<
  typeof registerClusterRequestSchema
>;
