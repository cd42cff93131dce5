import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/**
 * Refuses configurations under which the portal would show everything to everybody, or take somebody from outside for one
 * of its own plugins. Pure.
 *
 * @throws InputError with the one sentence that says which key to change
 */
export function assertBounded(config: RootConfigService): void {
  if (config.getOptionalBoolean('permission.enabled') !== true) {
    throw new InputError(
      'Flytower does not start without permissions: set permission.enabled to true in the configuration',
    );
  }
  if (
    config.getOptionalBoolean(
      'backend.auth.dangerouslyDisableDefaultAuthPolicy',
    )
  ) {
    throw new InputError(
      'Flytower does not start open to whoever is not signed in: take backend.auth.dangerouslyDisableDefaultAuthPolicy out of the configuration',
    );
  }
  const forged = (
    config.getOptionalConfigArray('backend.auth.externalAccess') ?? []
  )
    .map(access => access.getOptionalString('options.subject'))
    .find(subject => subject?.startsWith('plugin:'));
  if (forged !== undefined) {
    throw new InputError(
      `Flytower does not start with the subject "${forged}" in backend.auth.externalAccess: subjects that begin with "plugin:" are those of its own plugins; name it "external:…"`,
    );
  }
}
