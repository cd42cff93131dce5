import { resourceAmountSchema } from '@flytower/contract';
import { z } from 'zod';
import { dataAgeSchema, healthSchema } from './status';

/** @public */
export const nodeConditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string(),
  message: z.string(),
});

/** @public */
export const nodeViewSchema = z.object({
  cluster: z.string(),
  dataCentre: z.string(),
  securityZone: z.string(),
  name: z.string(),
  uid: z.string(),
  health: healthSchema,
  ready: z.boolean(),
  unschedulable: z.boolean().describe('Cordoned: takes no new pods'),
  simulated: z.boolean(),
  architecture: z.string(),
  os: z.string(),
  kubelet: z.string(),
  osImage: z.string().optional(),
  runtime: z.string().optional(),
  zone: z.string().optional().describe('Its topology.kubernetes.io/zone'),
  region: z.string().optional(),
  capacity: resourceAmountSchema,
  allocatable: resourceAmountSchema,
  requested: resourceAmountSchema,
  conditions: z.array(nodeConditionSchema),
  createdAt: z.iso.datetime(),
});

/** @public */
export type NodeView = z.infer<typeof nodeViewSchema>;

/**
 * A page of nodes, problems first, and what is known of the age of each cluster that it draws from.
 *
 * @public
 */
export const nodePageSchema = z.object({
  items: z.array(nodeViewSchema),
  nextCursor: z.string().optional(),
  total: z.int().min(0).describe('Nodes that match, on all pages'),
  clusters: z.array(z.object({ name: z.string(), data: dataAgeSchema })),
});

/** @public */
export type NodePage = z.infer<typeof nodePageSchema>;

/** @public */
export const nodePodSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
  tenant: z.string().optional(),
  service: z.string().optional(),
  health: healthSchema,
  restarts: z.int().min(0),
  images: z.array(z.string()),
  requested: z.object({
    cpuMillicores: z.int().min(0),
    memoryBytes: z.int().min(0),
  }),
  createdAt: z.iso.datetime(),
});

/** @public */
export type NodePod = z.infer<typeof nodePodSchema>;

/** @public */
export const nodePodPageSchema = z.object({
  items: z.array(nodePodSchema),
  nextCursor: z.string().optional(),
  total: z.int().min(0),
  data: dataAgeSchema,
});

/** @public */
export type NodePodPage = z.infer<typeof nodePodPageSchema>;
