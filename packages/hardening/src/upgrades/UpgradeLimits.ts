import { RootConfigService } from '@backstage/backend-plugin-api';

/** How many upgraded sockets there may be, and for how long. */
export interface UpgradeLimits {
  /** Sockets of one person, in all paths together. */
  perPerson: number;
  /** Sockets without a token, of everybody together. */
  anonymous: number;
  anonymousPerAddress: number;
  /** After how many seconds a socket without a token ends. */
  anonymousSeconds: number;
}

/** What a socket without a token may send in all; a subscription takes a hundred bytes. */
export const ANONYMOUS_BYTES = 16_384;

/** How long an owner may take to answer, in milliseconds. */
export const HANDSHAKE_MS = 10_000;

/** @throws Error when a number of the configuration is not one. */
export function readUpgradeLimits(config: RootConfigService): UpgradeLimits {
  const upgrades = config.getOptionalConfig('flytower.hardening.upgrades');
  return {
    perPerson: upgrades?.getOptionalNumber('perPerson') ?? 20,
    anonymous: upgrades?.getOptionalNumber('anonymous') ?? 50,
    anonymousPerAddress:
      upgrades?.getOptionalNumber('anonymousPerAddress') ?? 10,
    anonymousSeconds: upgrades?.getOptionalNumber('anonymousSeconds') ?? 30,
  };
}
