import { Duplex } from 'node:stream';
import { UpgradeCaller } from './UpgradeService';
import { Refusal } from './answerSocket';
import { UpgradeLimits } from './UpgradeLimits';

/** Counts upgraded sockets by person, and those of nobody by address. A socket leaves the count when it closes. */
export class SocketCounts {
  readonly #limits: UpgradeLimits;
  readonly #open = new Map<string, number>();

  constructor(limits: UpgradeLimits) {
    this.#limits = limits;
  }

  /** Counts the socket in, or says why not. */
  admit(
    socket: Duplex,
    caller: UpgradeCaller | undefined,
    address: string,
  ): Refusal | undefined {
    const bounds: [key: string, most: number, message: string][] = caller
      ? [
          [
            `person ${caller.person}`,
            this.#limits.perPerson,
            `${caller.person} has ${
              this.#limits.perPerson
            } open connections; close some pages of the portal and try again`,
          ],
        ]
      : [
          [
            'anonymous',
            this.#limits.anonymous,
            'Too many connections are open without a sign-in; sign in and try again',
          ],
          [
            `address ${address}`,
            this.#limits.anonymousPerAddress,
            'Too many connections are open from this address without a sign-in; sign in and try again',
          ],
        ];
    const full = bounds.find(([key, most]) => this.#of(key) >= most);
    if (full) {
      return {
        status: 429,
        message: full[2],
        retryAfter: this.#limits.anonymousSeconds,
      };
    }
    for (const [key] of bounds) {
      this.#open.set(key, this.#of(key) + 1);
    }
    socket.once('close', () => {
      for (const [key] of bounds) {
        this.#leave(key);
      }
    });
    return undefined;
  }

  #of(key: string): number {
    return this.#open.get(key) ?? 0;
  }

  #leave(key: string): void {
    const left = this.#of(key) - 1;
    if (left > 0) {
      this.#open.set(key, left);
    } else {
      this.#open.delete(key);
    }
  }
}
