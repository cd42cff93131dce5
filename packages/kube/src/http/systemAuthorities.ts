import { getCACertificates } from 'node:tls';

let known: string[] | undefined;

/**
 * The authorities that certificates of public sites are signed by: those that Node brings (with `NODE_EXTRA_CA_CERTS`)
 * and those of this machine, where a company puts its own. Read once, when the first cluster without an authority of its
 * own is connected.
 */
export function systemAuthorities(): string[] {
  known ??= [
    ...new Set([
      ...getCACertificates('default'),
      ...getCACertificates('system'),
    ]),
  ];
  return known;
}
