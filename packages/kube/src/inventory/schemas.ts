import { z } from 'zod';

/**
 * The few fields of each kind that become rows. The API server leaves empty fields out or sends null, so nearly everything
 * may be absent; what a row cannot do without may not.
 */
const text = z.string().nullish();
const strings = z
  .record(z.string(), z.string())
  .nullish()
  .transform(value => value ?? {});
const count = z
  .number()
  .nullish()
  .transform(value => value ?? 0);
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform(value => value ?? []);

const metadata = z.object({
  name: z.string().min(1),
  uid: z.string().min(1),
  creationTimestamp: text,
  deletionTimestamp: text,
  labels: strings,
  annotations: strings,
});

const namespacedMetadata = metadata.extend({ namespace: z.string().min(1) });

const workloadMetadata = namespacedMetadata.extend({
  resourceVersion: text,
  generation: count,
});

const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: text,
  message: text,
});

export const nodeSchema = z.object({
  metadata,
  spec: z
    .object({
      unschedulable: z.boolean().nullish(),
      taints: list(
        z.object({ key: z.string(), value: text, effect: z.string() }),
      ),
    })
    .nullish(),
  status: z
    .object({
      allocatable: strings,
      capacity: strings,
      conditions: list(condition),
      nodeInfo: z
        .object({
          architecture: text,
          operatingSystem: text,
          kubeletVersion: text,
          osImage: text,
          containerRuntimeVersion: text,
        })
        .nullish(),
    })
    .nullish(),
});

export const namespaceSchema = z.object({
  metadata,
  status: z.object({ phase: text }).nullish(),
});

export const deploymentSchema = z.object({
  metadata: workloadMetadata,
  spec: z.object({
    replicas: z.number().nullish(),
    paused: z.boolean().nullish(),
    minReadySeconds: count,
  }),
  status: z
    .object({
      readyReplicas: count,
      updatedReplicas: count,
      availableReplicas: count,
      observedGeneration: count,
      conditions: list(condition),
    })
    .nullish(),
});

export const cronJobSchema = z.object({
  metadata: workloadMetadata,
  spec: z.object({ suspend: z.boolean().nullish() }),
});

const requests = z.object({ requests: strings }).nullish();

const secretName = z.object({ name: text }).nullish();

const container = z.object({
  name: text,
  image: text,
  restartPolicy: text,
  resources: requests,
  env: list(
    z.object({ valueFrom: z.object({ secretKeyRef: secretName }).nullish() }),
  ),
  envFrom: list(z.object({ secretRef: secretName })),
});

const terminated = z
  .object({
    reason: text,
    message: text,
    exitCode: z.number().nullish(),
    finishedAt: text,
  })
  .nullish();

const containerStatus = z.object({
  name: text,
  restartCount: count,
  state: z
    .object({
      waiting: z.object({ reason: text, message: text }).nullish(),
      terminated,
    })
    .nullish(),
  lastState: z.object({ terminated }).nullish(),
  resources: requests,
  allocatedResources: strings,
});

export const podSchema = z.object({
  metadata: namespacedMetadata.extend({
    ownerReferences: list(
      z.object({ uid: z.string(), controller: z.boolean().nullish() }),
    ),
  }),
  spec: z.object({
    nodeName: text,
    containers: list(container),
    initContainers: list(container),
    overhead: strings,
    resources: requests,
  }),
  status: z
    .object({
      phase: text,
      reason: text,
      message: text,
      startTime: text,
      conditions: list(condition),
      containerStatuses: list(containerStatus),
      initContainerStatuses: list(containerStatus),
      resources: requests,
      allocatedResources: strings,
    })
    .nullish(),
});

export const serviceSchema = z.object({
  metadata: namespacedMetadata.extend({ resourceVersion: text }),
  spec: z.object({
    type: text,
    selector: strings,
    ports: list(
      z.object({
        name: text,
        port: z.number(),
        protocol: text,
        targetPort: z.union([z.number(), z.string()]).nullish(),
      }),
    ),
  }),
});

export const autoscalerSchema = z.object({
  metadata: namespacedMetadata,
  spec: z.object({
    scaleTargetRef: z.object({
      apiVersion: text,
      kind: z.string().min(1),
      name: z.string().min(1),
    }),
    minReplicas: z.number().nullish(),
    maxReplicas: z.number(),
  }),
  status: z
    .object({ currentReplicas: count, desiredReplicas: count })
    .nullish(),
});

export const claimSchema = z.object({
  metadata: namespacedMetadata,
  spec: z.object({ storageClassName: text, resources: requests }),
  status: z.object({ phase: text, capacity: strings }).nullish(),
});

export const eventSchema = z.object({
  metadata: namespacedMetadata,
  involvedObject: z.object({ kind: text, name: text, uid: text }),
  type: text,
  reason: text,
  message: text,
  count: z.number().nullish(),
  firstTimestamp: text,
  lastTimestamp: text,
  eventTime: text,
  series: z.object({ count, lastObservedTime: text }).nullish(),
});

export type PodObject = z.output<typeof podSchema>;
export type ContainerObject = z.output<typeof container>;
export type ContainerStatusObject = z.output<typeof containerStatus>;
export type ConditionObject = z.output<typeof condition>;
