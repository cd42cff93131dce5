import { createHmac, timingSafeEqual } from 'node:crypto';
import { RootConfigService } from '@backstage/backend-plugin-api';
import { keyRing, readRingKeys, RingKey } from '@flytower/sealing';

const KEYS = 'flytower.audit.keys';

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
    return LogKeys.create(readRingKeys(config, KEYS));
  }

  /** @throws InputError as {@link LogKeys.fromConfig} */
  static create(ring: readonly RingKey[]): LogKeys {
    return new LogKeys(
      keyRing(ring, {
        place: KEYS,
        without: 'the operation log cannot be signed',
      }),
    );
  }

  private constructor(keys: ReadonlyMap<string, Buffer>) {
    this.#keys = keys;
    [this.#first] = keys.keys();
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
