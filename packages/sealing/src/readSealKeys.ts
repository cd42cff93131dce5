import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { Secret } from './Secret';
import { z } from 'zod';
import { SealKey } from './Sealer';

const keysSchema = z.array(z.object({ id: z.string(), key: z.string() }));

/**
 * The keys of `flytower.seal.keys`, the one that seals first.
 *
 * @throws InputError naming the place in the configuration, and never a key
 *
 * @public
 */
export function readSealKeys(config: RootConfigService): SealKey[] {
  const parsed = keysSchema.safeParse(
    config.getOptional('flytower.seal.keys') ?? [],
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `${['flytower.seal.keys', ...issue.path].join(
        '.',
      )} in the configuration: ${issue.message}`,
    );
  }
  return parsed.data.map(({ id, key }) => ({ id, key: Secret.of(key) }));
}
