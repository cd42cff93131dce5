import { connect, isIP, Socket } from 'node:net';
import { NotAllowedError } from '@backstage/errors';
import { EgressGuard } from '@flytower/kube';

/**
 * Opens a connection to a registered server through the egress guard: a literal address is checked here, a name at the
 * moment it is resolved, and the connection goes to the very address that was checked. A name that later resolves to
 * another address is checked again, because every call connects anew.
 *
 * @throws NotAllowedError when the address is not allowed; by the socket's `error` event when a name resolves to one
 */
export function guardedSocket(
  guard: EgressGuard,
  host: string,
  port: number,
): Socket {
  requireAllowed(guard, host);
  return connect({ host, port, lookup: guard.lookup, noDelay: true });
}

/** The check of a literal address; names pass, because `guard.lookup` checks them. */
export function requireAllowed(guard: EgressGuard, host: string): void {
  if (isIP(host) !== 0 && !guard.allows(host)) {
    throw new NotAllowedError(`${host} is not allowed`);
  }
}
