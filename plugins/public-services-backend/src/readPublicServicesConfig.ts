import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { Secret } from '@flytower/sealing';
import {
  serverAccessSchema,
  serverSlugSchema,
} from '@flytower/plugin-public-services-common';
import { z } from 'zod';
import { DemoServer } from './features/servers/DemoServers';

/** What public services take from the configuration. */
export interface PublicServicesConfig {
  egressAllow: string[];
  instancesPerTenant: number;
  demoServers: DemoServer[];
}

const demoServerSchema = serverAccessSchema.extend({
  name: serverSlugSchema,
  displayName: z.string().trim().min(1).max(80),
});

const configSchema = z.object({
  instancesPerTenant: z.int().min(0).max(10_000).default(20),
  demoServers: z.array(demoServerSchema).default([]),
});

/** Throws an InputError naming the place in the configuration, and never a password. */
export function readPublicServicesConfig(
  config: RootConfigService,
): PublicServicesConfig {
  const parsed = configSchema.safeParse(
    config.getOptional('flytower.publicServices') ?? {},
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = ['flytower.publicServices', ...issue.path].join('.');
    throw new InputError(
      `Check ${path} in the configuration: ${issue.message}`,
    );
  }
  const { instancesPerTenant, demoServers } = parsed.data;
  return {
    egressAllow: config.getOptionalStringArray('flytower.egress.allow') ?? [],
    instancesPerTenant,
    demoServers: demoServers.map(
      ({ name, displayName, administrator, tls, ...access }) => ({
        name,
        displayName,
        access: {
          ...access,
          ...(tls ? { tls } : {}),
          administrator: {
            username: administrator.username,
            password: Secret.of(administrator.password.trim()),
          },
        },
      }),
    ),
  };
}
