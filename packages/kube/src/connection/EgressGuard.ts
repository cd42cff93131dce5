import { lookup as systemLookup, LookupAddress } from 'node:dns';
import { isIP, LookupFunction } from 'node:net';
import { InputError, NotAllowedError } from '@backstage/errors';
import ipaddr from 'ipaddr.js';

/** Longer ones are no addresses, and some ways to look at them take the square of their length. */
const MAX_ADDRESS = 2_048;

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * The outward door: an allow-list of address ranges, asked about the address that a connection really goes to, not about
 * the name it was given. A name that resolves to a forbidden address (or comes to do so later) is refused at connect.
 *
 * `::ffff:10.0.0.1` counts as `10.0.0.1`, so that an IPv4 range cannot be stepped round by writing it as IPv6.
 *
 * @public
 */
export class EgressGuard {
  readonly #ranges: readonly Range[];

  private constructor(ranges: readonly Range[]) {
    this.#ranges = ranges;
  }

  /**
   * @param cidrs - for example `10.0.0.0/8` and `fd00::/8`; a single address counts as a range of one
   */
  static fromCidrs(cidrs: string[]): EgressGuard {
    return new EgressGuard(cidrs.map(parseRange));
  }

  /** Whether a connection may go to this IP address. */
  allows(address: string): boolean {
    if (!ipaddr.isValid(withoutZone(address))) {
      return false;
    }
    const parsed = ipaddr.process(withoutZone(address));
    return this.#ranges.some(
      ([network, bits]) =>
        parsed.kind() === network.kind() && parsed.match([network, bits]),
    );
  }

  /**
   * Checks what can be told from an address alone: it must be https without credentials in it, and where it names an IP
   * address, that must be allowed. Names are checked when they are resolved, by {@link EgressGuard.lookup}.
   *
   * @throws InputError for something that is no https address, NotAllowedError for a forbidden one
   */
  check(url: string): void {
    const parsed = parseHttps(url);
    const host = hostOf(parsed);
    if (isIP(host) !== 0 && !this.allows(host)) {
      throw refusal(host, host);
    }
  }

  /**
   * A resolver for `net.connect`, `tls.connect` and `https.request` that only ever answers with allowed addresses.
   */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    systemLookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) {
        callback(error, []);
        return;
      }
      const allowed = found.filter(({ address }) => this.allows(address));
      const [first] = allowed;
      if (!first) {
        const seen = found.map(({ address }) => address).join(', ');
        callback(refusal(hostname, seen), []);
      } else if (options.all) {
        callback(null, allowed satisfies LookupAddress[]);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

/** The host of a URL as sockets know it: IPv6 without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Parses an address of an API server. */
export function parseHttps(url: string): URL {
  if (url.length > MAX_ADDRESS) {
    throw new InputError(
      `The address has more than ${MAX_ADDRESS} characters; write it like https://cluster.example.com:6443`,
    );
  }
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new InputError(
      `"${url}" is not an address; write it like https://cluster.example.com:6443`,
    );
  }
  if (parsed.protocol !== 'https:') {
    throw new InputError(
      `"${parsed.protocol}//${parsed.host}" is not HTTPS; Flytower speaks to clusters over https:// only`,
    );
  }
  if (parsed.username || parsed.password) {
    throw new InputError(
      `The address of ${parsed.host} carries a user name or password; leave them out and give a certificate or token`,
    );
  }
  if (parsed.search || parsed.hash) {
    throw new InputError(
      `The address of ${parsed.host} carries a query or a fragment; write it like https://cluster.example.com:6443`,
    );
  }
  return parsed;
}

function refusal(host: string, addresses: string): NotAllowedError {
  const where = host === addresses ? host : `${host} (${addresses})`;
  return new NotAllowedError(
    `Flytower may not connect to ${where}; an operator can add its range to flytower.egress.allow`,
  );
}

function parseRange(cidr: string): Range {
  const text = cidr.trim();
  try {
    if (ipaddr.isValidCIDR(text)) {
      return normalise(ipaddr.parseCIDR(text));
    }
    if (ipaddr.isValid(text)) {
      const address = ipaddr.process(text);
      return [address, address.kind() === 'ipv4' ? 32 : 128];
    }
  } catch {
    // answered below, with the sentence
  }
  throw new InputError(
    `"${cidr}" is not an address range; write flytower.egress.allow like 10.0.0.0/8`,
  );
}

/** `::ffff:10.0.0.0/104` is `10.0.0.0/8` in other words. */
function normalise([network, bits]: Range): Range {
  if (
    network instanceof ipaddr.IPv6 &&
    network.isIPv4MappedAddress() &&
    bits >= 96
  ) {
    return [network.toIPv4Address(), bits - 96];
  }
  return [network, bits];
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}
