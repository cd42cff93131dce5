import { RootConfigService } from '@backstage/backend-plugin-api';
import { descriptorLimit } from './descriptorLimit';

/** How many connections the server holds, and how long they may be silent. */
export interface ConnectionLimits {
  most: number;
  /** How many more are let in for probes of health where the backend is at work for all of them; at least 1. */
  reserve: number;
  /** How many of them one address has. */
  perAddress: number;
  /** Seconds from the connection to the end of its first request's headers. */
  headerSeconds: number;
  /** Seconds from the first byte of a request to its last. */
  requestSeconds: number;
  /** Seconds that requests under way may still take when the server ends. */
  graceSeconds: number;
}

/**
 * Two of five descriptors are for connections from outside, 10,000 at most. The others are for what serves them: database
 * files, watches of clusters, servers of databases, the answers of this backend to itself.
 *
 * One address has half of them, which leaves the other half to all others. Behind a proxy (`backend.trustProxy`) all
 * connections have the proxy's address, and it may have all.
 *
 * Example: `ulimit -n 1024` gives 409 connections, 204 for one address, and 21 more for probes of health.
 */
export function readConnectionLimits(
  config: RootConfigService,
): ConnectionLimits {
  const given = config.getOptionalConfig('flytower.hardening.connections');
  const most =
    given?.getOptionalNumber('most') ??
    Math.min(10_000, Math.floor(descriptorLimit() * 0.4));
  return {
    most,
    reserve: Math.min(64, Math.max(4, Math.ceil(most / 20))),
    perAddress: config.getOptional('backend.trustProxy')
      ? Infinity
      : given?.getOptionalNumber('perAddress') ??
        Math.max(1, Math.floor(most / 2)),
    headerSeconds: given?.getOptionalNumber('headerSeconds') ?? 10,
    requestSeconds: given?.getOptionalNumber('requestSeconds') ?? 60,
    graceSeconds: given?.getOptionalNumber('graceSeconds') ?? 5,
  };
}
