import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { clusterSlugSchema, environmentSlugSchema } from '@flytower/contract';
import {
  QuotaChoice,
  StandardEnvironment,
} from '@flytower/plugin-tenancy-common';
import { z } from 'zod';
import { parseCpu, parseMemory } from './domain/quantities';

/** What the platform offers to its tenants. */
export interface TenancyConfig {
  environments: StandardEnvironment[];
  quotaChoices: QuotaChoice[];
}

const environmentSchema = z.strictObject({
  name: environmentSlugSchema,
  displayName: z.string().min(1).optional(),
  clusters: z.array(clusterSlugSchema).optional(),
  approval: z.boolean().default(false),
});

const quotaChoiceSchema = z.strictObject({
  name: z.string().min(1),
  displayName: z.string().min(1).optional(),
  cpu: z.union([z.string(), z.number()]).transform(String),
  memory: z.string(),
  pods: z.int().min(1),
});

const configSchema = z.strictObject({
  environments: named(environmentSchema, 'environment').default([
    { name: 'dev', displayName: 'Development', approval: false },
    { name: 'test', displayName: 'Test', approval: false },
    { name: 'prod', displayName: 'Production', approval: false },
  ]),
  quotaChoices: named(quotaChoiceSchema, 'quota choice').default([
    { name: 'small', displayName: 'Small', cpu: '4', memory: '8Gi', pods: 40 },
    {
      name: 'medium',
      displayName: 'Medium',
      cpu: '16',
      memory: '32Gi',
      pods: 150,
    },
    {
      name: 'large',
      displayName: 'Large',
      cpu: '64',
      memory: '128Gi',
      pods: 500,
    },
  ]),
});

/**
 * Reads `flytower.tenancy` of the configuration. Whatever is wrong in it stops the start with a sentence that says where.
 */
export function readTenancyConfig(config: RootConfigService): TenancyConfig {
  const parsed = configSchema.safeParse(
    config.getOptional('flytower.tenancy') ?? {},
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = ['flytower.tenancy', ...issue.path].join('.');
    throw new InputError(
      `Check ${path} in the configuration: ${issue.message}`,
    );
  }
  const { environments, quotaChoices } = parsed.data;
  return {
    environments: environments.map(({ name, displayName, ...rest }) => ({
      name,
      displayName: displayName ?? name,
      ...(rest.clusters ? { allowedClusters: rest.clusters } : {}),
      approval: rest.approval,
    })),
    quotaChoices: quotaChoices.map(({ name, displayName, ...amount }) => ({
      name,
      displayName: displayName ?? name,
      amount: {
        cpuMillicores: parseCpu(amount.cpu),
        memoryBytes: parseMemory(amount.memory),
        pods: amount.pods,
      },
    })),
  };
}

/** A list in which each name stands once. */
function named<Item extends z.ZodType<{ name: string }>>(
  item: Item,
  what: string,
) {
  return z
    .array(item)
    .min(1)
    .refine(
      items => new Set(items.map(({ name }) => name)).size === items.length,
      `each ${what} needs a name of its own`,
    );
}
