import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';

const DEFAULT_ARCHIVE_MAX_BYTES = 10 * 1024 ** 2;

/** Where new repositories go. */
export interface RepositoryHost {
  host: string;
  /** `{tenant}` in it stands for the tenant's name. */
  owner: string;
}

/** Reads `flytower.templates`. Throws `InputError` for a host without an integration. */
export function readTemplatesConfig(config: Config): {
  repositories?: RepositoryHost;
  archiveMaxBytes: number;
} {
  const own = config.getOptionalConfig('flytower.templates');
  const archiveMaxBytes =
    own?.getOptionalNumber('archiveMaxBytes') ?? DEFAULT_ARCHIVE_MAX_BYTES;
  const host = own?.getOptionalString('repositories.host');
  if (!Number.isInteger(archiveMaxBytes) || archiveMaxBytes < 1) {
    throw new InputError(
      `flytower.templates.archiveMaxBytes is ${archiveMaxBytes}; set it to a whole number of bytes above 0`,
    );
  }
  if (host === undefined) {
    return { archiveMaxBytes };
  }
  const integrations = ScmIntegrations.fromConfig(config);
  if (!integrations.gitlab.byHost(host) && !integrations.gitea.byHost(host)) {
    throw new InputError(
      `flytower.templates.repositories.host is ${host}, which is in no integration: add it to integrations.gitlab or integrations.gitea`,
    );
  }
  const owner = own?.getOptionalString('repositories.owner') ?? '{tenant}';
  return { archiveMaxBytes, repositories: { host, owner } };
}
