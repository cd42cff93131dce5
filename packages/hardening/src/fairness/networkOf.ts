import { isIP, isIPv6 } from 'node:net';

const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/;

/**
 * Whose share an address takes: an IPv4 address as it is, in whatever form it comes (`203.0.113.7`, `::ffff:203.0.113.7`, or
 * with a port, as some proxies write it); of an IPv6 address the first 64 bits, which one household or server has whole.
 */
export function networkOf(address: string | undefined): string {
  const [, bracketed, plain] = WITH_PORT.exec(address ?? '') ?? [];
  const ip = bracketed ?? plain ?? address ?? '';
  if (!isIPv6(ip)) {
    return isIP(ip) ? ip : 'unknown';
  }
  const groups = groupsOf(ip);
  const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  return mapped
    ? groups
        .slice(6)
        .flatMap(group => {
          const number = Number.parseInt(group, 16);
          return [Math.floor(number / 256), number % 256];
        })
        .join('.')
    : groups.slice(0, 4).join(':');
}

/** The eight groups of an IPv6 address, in lower case and without leading zeros. */
function groupsOf(ip: string): string[] {
  // The parser of addresses writes all spellings of one in the same way.
  const { hostname } = new URL(`http://[${ip.split('%')[0]}]/`);
  const [head, tail] = hostname.slice(1, -1).split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right];
}
