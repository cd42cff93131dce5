import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { Secret } from './Secret';

const KEY_BYTES = 32;

/** A key of 32 bytes in base64, and the name that whatever is made with it carries. @public */
export interface RingKey {
  id: string;
  key: Secret;
}

const keysSchema = z.array(z.object({ id: z.string(), key: z.string() }));

/**
 * The keys that stand somewhere in the configuration, in their order.
 *
 * @param place - for example `flytower.seal.keys`
 * @throws InputError naming the place in the configuration, and never a key
 *
 * @public
 */
export function readRingKeys(
  config: RootConfigService,
  place: string,
): RingKey[] {
  const parsed = keysSchema.safeParse(config.getOptional(place) ?? []);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `${[place, ...issue.path].join('.')} in the configuration: ${
        issue.message
      }`,
    );
  }
  return parsed.data.map(({ id, key }) => ({ id, key: Secret.of(key) }));
}

/**
 * The bytes of each key by its id, in the order of the ring: the first is the one to use, every other only reads what was
 * made with it.
 *
 * @param words - where the ring stands, and what cannot be done without a key
 * @throws InputError naming the id where a key is not 32 bytes or an id comes twice, and where the ring is empty
 *
 * @public
 */
export function keyRing(
  ring: readonly RingKey[],
  words: { place: string; without: string },
): ReadonlyMap<string, Buffer> {
  const { place, without } = words;
  const keys = new Map<string, Buffer>();
  for (const { id, key } of ring) {
    if (!/^[A-Za-z0-9_-]{1,40}$/.test(id)) {
      throw new InputError(
        `The key id "${id}" in ${place} may have letters, digits, "_" and "-" only, 40 at most`,
      );
    }
    const bytes = Buffer.from(key.reveal(), 'base64');
    if (bytes.length !== KEY_BYTES) {
      throw new InputError(
        `The key "${id}" in ${place} has ${bytes.length} bytes in base64 instead of ${KEY_BYTES}; make one with: openssl rand -base64 ${KEY_BYTES}`,
      );
    }
    if (keys.has(id)) {
      throw new InputError(
        `The key id "${id}" stands twice in ${place}; ids are never used again`,
      );
    }
    keys.set(id, bytes);
  }
  if (keys.size === 0) {
    throw new InputError(
      `There is no key in ${place}, so ${without}; add one with an id and ${KEY_BYTES} bytes in base64`,
    );
  }
  return keys;
}
