import { createHmac, timingSafeEqual } from 'node:crypto';
import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

const KEYS = 'flytower.audit.keys';

const ringSchema = z
  .array(
    z.object({
      id: z
        .string()
        .regex(
          /^[A-Za-z0-9_-]{1,40}$/,
          'an id has letters, digits, "_" and "-" only, 40 at most',
        ),
      key: z
        .base64('a key is base64')
        .transform(text => Buffer.from(text, 'base64'))
        .refine(
          bytes => bytes.length === 32,
          'a key has 32 bytes; make one with: openssl rand -base64 32',
        ),
    }),
  )
  .min(
    1,
    'the operation log cannot be signed without a key; add one with an id and 32 bytes in base64',
  )
  .refine(
    ring => new Set(ring.map(({ id }) => id)).size === ring.length,
    'an id stands twice; ids are never used again',
  );

/** What a text was signed with. */
export interface Signature {
  keyId: string;
  /** HMAC-SHA-256, hexadecimal. */
  mac: string;
}

/**
 * The keys that sign the operation log: the first signs, every one verifies. So a key is rotated by putting a new one in
 * front; an old one stays as long as anything that it signed is kept, because without it that cannot be verified.
 */
export class LogKeys {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #first: string;

  /** @throws InputError naming the place in the configuration, and never a key */
  static fromConfig(config: RootConfigService): LogKeys {
    return LogKeys.create(config.getOptional(KEYS) ?? []);
  }

  /** From `[{ id, key }]`, the key being 32 bytes in base64. */
  static create(ring: unknown): LogKeys {
    const parsed = ringSchema.safeParse(ring);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new InputError(
        `${[KEYS, ...issue.path].join('.')} in the configuration: ${
          issue.message
        }`,
      );
    }
    return new LogKeys(
      new Map(parsed.data.map(({ id, key }) => [id, key])),
      parsed.data[0].id,
    );
  }

  private constructor(keys: ReadonlyMap<string, Buffer>, first: string) {
    this.#keys = keys;
    this.#first = first;
  }

  /** Id of the key that signs now. */
  get keyId(): string {
    return this.#first;
  }

  /** The MAC of a text under the key that signs now; the id is part of the text's meaning, so it goes in too. */
  sign(text: string): Signature {
    return { keyId: this.#first, mac: this.#mac(this.#first, text) ?? '' };
  }

  /** Whether a text was signed so. `unknown-key` says nothing about the text. */
  check(
    text: string,
    { keyId, mac }: Signature,
  ): 'good' | 'bad' | 'unknown-key' {
    const expected = this.#mac(keyId, text);
    if (expected === undefined) {
      return 'unknown-key';
    }
    return expected.length === mac.length &&
      timingSafeEqual(Buffer.from(expected), Buffer.from(mac))
      ? 'good'
      : 'bad';
  }

  #mac(keyId: string, text: string): string | undefined {
    const key = this.#keys.get(keyId);
    return (
      key &&
      createHmac('sha256', key)
        .update(JSON.stringify([keyId, text]))
        .digest('hex')
    );
  }
}
