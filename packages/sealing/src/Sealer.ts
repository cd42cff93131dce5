import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keyRing, RingKey } from './keyRing';
import { SEAL_KEYS } from './readSealKeys';
import { Secret } from './Secret';

/**
 * Where a sealed value stands. It is authenticated with the value, so that a value moved to another row or column does
 * not open.
 *
 * @public
 */
export interface SealPlace {
  table: string;
  column: string;
  rowId: string;
}

/** Why a sealed value does not open. The message never holds anything of the value. @public */
export class UnsealError extends Error {
  name = 'UnsealError';
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals secrets for the database with AES-256-GCM. The first key of the ring seals, every key opens; so a key is
 * rotated by putting a new one in front, and the old one is dropped once nothing is sealed with it any more.
 *
 * A sealed value reads `v1.<key id>.<nonce>.<ciphertext and tag>`, both in base64url.
 *
 * @public
 */
export class Sealer {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #first: string;

  /** Throws an InputError naming the key where the ring is empty, a key is not 32 bytes, or an id comes twice. */
  static create(ring: RingKey[]): Sealer {
    return new Sealer(
      keyRing(ring, {
        place: SEAL_KEYS,
        without: 'credentials cannot be kept',
      }),
    );
  }

  private constructor(keys: ReadonlyMap<string, Buffer>) {
    this.#keys = keys;
    [this.#first] = keys.keys();
  }

  /** Id of the key that seals now. */
  get keyId(): string {
    return this.#first;
  }

  /** Ids of all keys that open, the one that seals first. */
  get keyIds(): string[] {
    return [...this.#keys.keys()];
  }

  seal(value: Secret, place: SealPlace): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(
      'aes-256-gcm',
      this.#key(this.#first),
      nonce,
    ).setAAD(aad(this.#first, place));
    const sealed = Buffer.concat([
      cipher.update(value.reveal(), 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return `v1.${this.#first}.${nonce.toString('base64url')}.${sealed.toString(
      'base64url',
    )}`;
  }

  /** Throws an {@link UnsealError} where the key is unknown, or the value was changed or moved. */
  open(sealed: string, place: SealPlace): Secret {
    const [version, keyId, nonce, body, ...rest] = sealed.split('.');
    if (version !== 'v1' || !keyId || !nonce || !body || rest.length > 0) {
      throw new UnsealError('it is not a sealed value');
    }
    const bytes = Buffer.from(body, 'base64url');
    const key = this.#key(keyId);
    try {
      const decipher = createDecipheriv(
        'aes-256-gcm',
        key,
        Buffer.from(nonce, 'base64url'),
        { authTagLength: TAG_BYTES },
      )
        .setAAD(aad(keyId, place))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Secret.of(
        Buffer.concat([
          decipher.update(bytes.subarray(0, -TAG_BYTES)),
          decipher.final(),
        ]).toString('utf8'),
      );
    } catch {
      throw new UnsealError(
        `the key "${keyId}" does not open it: the key is another one, or the value was changed or moved`,
      );
    }
  }

  #key(id: string): Buffer {
    const key = this.#keys.get(id);
    if (!key) {
      throw new UnsealError(
        `it is sealed with the key "${id}", which is not in flytower.seal.keys`,
      );
    }
    return key;
  }
}

/** JSON, because it keeps ["a","bc"] and ["ab","c"] apart. */
function aad(keyId: string, { table, column, rowId }: SealPlace): Buffer {
  return Buffer.from(
    JSON.stringify(['flytower', keyId, table, column, rowId]),
    'utf8',
  );
}
