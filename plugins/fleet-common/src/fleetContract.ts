import {
  clusterSlugSchema,
  defineContract,
  defineRoute,
  feedCursorSchema,
  listChangesRoute,
  operationSchema,
  operationStateSchema,
  pageQuerySchema,
  pageSchema,
  sealVerdictSchema,
  servedTo,
} from '@flytower/contract';
import { z } from 'zod';
import {
  clusterDetailSchema,
  clusterSummarySchema,
  clusterTargetSchema,
} from './cluster';
import { dataCentreSchema, dataCentreViewSchema } from './dataCentre';
import { declareLostRequestSchema } from './loss';
import { nodePageSchema, nodePodPageSchema, nodeViewSchema } from './node';
import {
  fleetClusterDeletePermission,
  fleetClusterListPermission,
  fleetClusterReadPermission,
  fleetClusterRegisterPermission,
  fleetClusterUpdatePermission,
  fleetNodeReadPermission,
} from './permissions';
import {
  checkClusterRequestSchema,
  clusterAccessSchema,
  clusterCheckSchema,
  registerClusterRequestSchema,
} from './registration';

const listTargetsAccess = {
  kind: 'permission',
  permission: fleetClusterListPermission,
} as const;
const readCluster = {
  kind: 'permission',
  permission: fleetClusterReadPermission,
} as const;
const registerAccess = {
  kind: 'permission',
  permission: fleetClusterRegisterPermission,
} as const;
const updateAccess = {
  kind: 'permission',
  permission: fleetClusterUpdatePermission,
} as const;
const deleteAccess = {
  kind: 'permission',
  permission: fleetClusterDeletePermission,
} as const;
const readNode = {
  kind: 'permission',
  permission: fleetNodeReadPermission,
} as const;

const withLost = z
  .enum(['include'])
  .optional()
  .describe('Also those that are declared lost, which are left out otherwise');
const clusterParams = z.object({ cluster: clusterSlugSchema });
const nodeParams = clusterParams.extend({ node: z.string().min(1).max(253) });

/**
 * The fleet's routes. A dead cluster breaks none of them: each row carries its own health and the age of its data.
 *
 * @public
 */
export const fleetContract = defineContract({
  pluginId: 'fleet',
  title: 'Data centres, clusters and nodes',
  routes: {
    listTargets: defineRoute({
      method: 'get',
      path: '/v1/targets',
      summary: 'The clusters that applications may be placed on, in brief',
      access: listTargetsAccess,
      query: z.object({ lost: withLost }),
      result: z.object({ items: z.array(clusterTargetSchema) }),
    }),
    listDataCentres: defineRoute({
      method: 'get',
      path: '/v1/data-centres',
      summary: 'Data centres with what their clusters add up to',
      access: readCluster,
      result: z.object({ items: z.array(dataCentreViewSchema) }),
    }),
    getDataCentre: defineRoute({
      method: 'get',
      path: '/v1/data-centres/:dataCentre',
      summary: 'One data centre',
      access: readCluster,
      params: z.object({ dataCentre: dataCentreSchema.shape.name }),
      result: dataCentreViewSchema,
    }),
    listClusters: defineRoute({
      method: 'get',
      path: '/v1/clusters',
      summary: 'Clusters, problems first',
      access: readCluster,
      query: z.object({
        dataCentre: z.string().optional(),
        securityZone: z.string().optional(),
        lost: withLost,
      }),
      result: z.object({ items: z.array(clusterSummarySchema) }),
    }),
    getCluster: defineRoute({
      method: 'get',
      path: '/v1/clusters/:cluster',
      summary: 'One cluster, with its readiness report',
      access: readCluster,
      params: clusterParams,
      result: clusterDetailSchema,
    }),
    checkCluster: defineRoute({
      method: 'post',
      path: '/v1/clusters/check',
      summary: 'What a cluster answers, without saving anything',
      access: registerAccess,
      body: checkClusterRequestSchema,
      result: clusterCheckSchema,
    }),
    registerCluster: defineRoute({
      method: 'post',
      path: '/v1/clusters',
      summary: 'Checks a cluster, seals its credential and begins to read it',
      access: registerAccess,
      body: registerClusterRequestSchema,
      result: operationSchema,
      status: 202,
      idempotencyKey: 'required',
    }),
    recheckCluster: defineRoute({
      method: 'post',
      path: '/v1/clusters/:cluster/check',
      summary: 'Checks a registered cluster again; renews its readiness report',
      access: updateAccess,
      params: clusterParams,
      result: clusterCheckSchema,
    }),
    rotateCredential: defineRoute({
      method: 'put',
      path: '/v1/clusters/:cluster/credential',
      summary:
        'Checks a new credential, seals it in place of the old one and connects with it',
      access: updateAccess,
      params: clusterParams,
      body: z.object({ access: clusterAccessSchema }),
      result: operationSchema,
      status: 202,
      idempotencyKey: 'required',
    }),
    deleteCluster: defineRoute({
      method: 'delete',
      path: '/v1/clusters/:cluster',
      summary: 'Removes a cluster that holds no tenant; it is left as it is',
      access: deleteAccess,
      params: clusterParams,
      query: z.object({
        lost: z
          .enum(['yes'])
          .optional()
          .describe(
            'It is gone for good: nobody can look whether tenants are in it',
          ),
      }),
      result: operationSchema,
      status: 202,
      idempotencyKey: 'required',
    }),
    declareLost: defineRoute({
      method: 'post',
      path: '/v1/clusters/:cluster/lost',
      summary:
        'Declares a cluster lost: what was there counts as gone. The operation ends when the cluster answers again',
      access: updateAccess,
      params: clusterParams,
      body: declareLostRequestSchema,
      result: operationSchema,
      status: 202,
      idempotencyKey: 'required',
    }),
    declareReturned: defineRoute({
      method: 'post',
      path: '/v1/clusters/:cluster/returned',
      summary:
        'Checks a lost cluster and declares it returned: what runs elsewhere now is stopped in it, then it is one like the others',
      access: updateAccess,
      params: clusterParams,
      result: operationSchema,
      status: 202,
      idempotencyKey: 'required',
    }),
    listNodes: defineRoute({
      method: 'get',
      path: '/v1/nodes',
      summary: 'Nodes of all clusters, problems first',
      access: readNode,
      query: pageQuerySchema.extend({
        dataCentre: z.string().optional(),
        cluster: z
          .string()
          .optional()
          .describe('The one way to see the nodes of a cluster that is lost'),
        securityZone: z.string().optional(),
        problems: z
          .enum(['only'])
          .optional()
          .describe('Leaves out what is healthy'),
      }),
      result: nodePageSchema,
    }),
    getNode: defineRoute({
      method: 'get',
      path: '/v1/clusters/:cluster/nodes/:node',
      summary: 'One node',
      access: readNode,
      params: nodeParams,
      result: nodeViewSchema,
    }),
    listNodePods: defineRoute({
      method: 'get',
      path: '/v1/clusters/:cluster/nodes/:node/pods',
      summary: 'The pods on a node, problems first',
      access: readNode,
      params: nodeParams,
      query: pageQuerySchema,
      result: nodePodPageSchema,
    }),
    getBundle: defineRoute({
      method: 'get',
      path: '/v1/bundle',
      summary:
        "What a cluster's own administrator applies once, before it is registered",
      access: registerAccess,
      result: z.object({ fileName: z.string(), yaml: z.string() }),
    }),
    getSealKeys: defineRoute({
      method: 'get',
      path: '/v1/seal-keys',
      summary: 'Which seal keys the fleet still needs',
      access: readCluster,
      result: sealVerdictSchema,
    }),
    listOperations: defineRoute({
      method: 'get',
      path: '/v1/operations',
      summary: 'Operations of the fleet, the newest first',
      access: readCluster,
      query: pageQuerySchema.extend({
        cluster: z.string().optional().describe('Id of a cluster'),
        state: operationStateSchema.optional(),
      }),
      result: pageSchema(operationSchema),
    }),
    getOperation: defineRoute({
      method: 'get',
      path: '/v1/operations/:id',
      summary: 'One operation',
      access: readCluster,
      params: z.object({ id: z.string() }),
      result: operationSchema,
    }),
    listChanges: servedTo(listChangesRoute, ['audit', 'catalog']),
    getSnapshot: defineRoute({
      method: 'get',
      path: '/v1/snapshot',
      summary: 'Data centres and clusters with the cursor they stand at',
      access: { kind: 'service', callers: ['catalog'] },
      result: z.object({
        cursor: feedCursorSchema,
        dataCentres: z.array(dataCentreSchema),
        clusters: z.array(
          clusterTargetSchema
            .omit({
              health: true,
              simulated: true,
              dataCentre: true,
              bundle: true,
              lost: true,
            })
            .extend({ dataCentre: z.string(), generation: z.int() }),
        ),
      }),
    }),
  },
});
