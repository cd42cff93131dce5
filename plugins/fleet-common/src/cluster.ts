import { clusterSlugSchema, resourceAmountSchema } from '@flytower/contract';
import { z } from 'zod';
import { clusterBundleSchema } from './bundle';
import { dataCentreSchema } from './dataCentre';
import { clusterLossSchema } from './loss';
import { dataAgeSchema, healthSchema } from './status';

/**
 * `managed`: the bundle is applied, and Flytower makes namespaces. `given-namespaces`: it works in namespaces that
 * somebody else made, and says what it cannot do.
 *
 * @public
 */
export const clusterModeSchema = z.enum(['managed', 'given-namespaces']);

/** @public */
export type ClusterMode = z.infer<typeof clusterModeSchema>;

/**
 * What everybody who places applications may know of a cluster.
 *
 * @public
 */
export const clusterTargetSchema = z.object({
  id: z.string().describe('ULID, never reused'),
  name: clusterSlugSchema,
  displayName: z.string(),
  dataCentre: dataCentreSchema,
  securityZone: z.string().describe('For example "core" or "dmz"'),
  simulated: z.boolean().describe('All its nodes are simulated: nothing runs'),
  health: healthSchema,
  bundle: clusterBundleSchema,
  lost: clusterLossSchema
    .pick({ state: true, since: true })
    .optional()
    .describe('Declared lost: nothing may be placed on it'),
});

/** @public */
export type ClusterTarget = z.infer<typeof clusterTargetSchema>;

/**
 * One line of the readiness report: what was looked for, what was found, what to do.
 *
 * @public
 */
export const readinessItemSchema = z.object({
  id: z.string().describe('For example "right-to-create-namespaces"'),
  title: z.string(),
  state: z.enum(['ready', 'warning', 'missing', 'unknown']),
  required: z
    .boolean()
    .describe('Without it, tenants cannot come to this cluster'),
  sentence: z.string(),
});

/** @public */
export type ReadinessItem = z.infer<typeof readinessItemSchema>;

/**
 * What is wrong, about which object, problems that stop work first.
 *
 * @public
 */
export const fleetProblemSchema = z.object({
  severity: z.enum(['error', 'warning']),
  subject: z.object({
    kind: z.enum(['cluster', 'node', 'pod']),
    name: z.string(),
    namespace: z.string().optional(),
  }),
  sentence: z.string(),
});

/** @public */
export type FleetProblem = z.infer<typeof fleetProblemSchema>;

/**
 * What may be told of a sealed credential.
 *
 * @public
 */
export const credentialFactsSchema = z.object({
  kind: z.enum(['certificate', 'token']),
  identity: z.string().describe('As whom the cluster knows us'),
  groups: z.array(z.string()),
  expiresAt: z.iso.datetime().optional(),
  sealedWithKey: z.string().describe('Id of the key it is sealed with'),
  changedAt: z.iso.datetime(),
});

/** @public */
export type CredentialFacts = z.infer<typeof credentialFactsSchema>;

/** @public */
export const clusterSummarySchema = clusterTargetSchema.extend({
  lost: clusterLossSchema
    .optional()
    .describe(
      'Declared lost: it is in no sum, and nothing may be placed on it',
    ),
  server: z.string().describe('Address of its API server'),
  mode: clusterModeSchema,
  origin: z
    .enum(['configuration', 'portal'])
    .describe('Who registered it; a configured one is changed in its files'),
  data: dataAgeSchema,
  version: z
    .string()
    .optional()
    .describe('Kubernetes version, as last checked; absent before that'),
  nodes: z.object({
    total: z.int().min(0),
    ready: z.int().min(0),
    simulated: z.int().min(0),
  }),
  pods: z.object({ total: z.int().min(0), troubled: z.int().min(0) }),
  capacity: resourceAmountSchema,
  allocatable: resourceAmountSchema,
  requested: resourceAmountSchema,
  problems: z.array(fleetProblemSchema).describe('The first 20'),
  problemCount: z.int().min(0),
  generation: z.int().min(0).describe('Raised by every change; the ETag'),
});

/** @public */
export type ClusterSummary = z.infer<typeof clusterSummarySchema>;

/** @public */
export const clusterDetailSchema = clusterSummarySchema.extend({
  uid: z
    .string()
    .optional()
    .describe('UID of its namespace kube-system; absent before a good check'),
  credential: credentialFactsSchema
    .optional()
    .describe('Absent before the first good check'),
  readiness: z
    .object({
      checkedAt: z.iso.datetime(),
      items: z.array(readinessItemSchema),
    })
    .optional()
    .describe('Absent before the first good check'),
  tenantNamespaces: z
    .array(z.string())
    .describe('Namespaces of tenants; while there are any, it stays'),
  registeredAt: z.iso.datetime(),
  registeredBy: z.string(),
});

/** @public */
export type ClusterDetail = z.infer<typeof clusterDetailSchema>;
