import { RootConfigService } from '@backstage/backend-plugin-api';
import { descriptorLimit } from './descriptorLimit';

/** How many connections the server holds, and how long they may be silent. */
export interface ConnectionLimits {
  most: number;
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
 * Example: `ulimit -n 1024` gives 409 connections.
 */
export function readConnectionLimits(
  config: RootConfigService,
): ConnectionLimits {
  const given = config.getOptionalConfig('flytower.hardening.connections');
  return {
    most:
      given?.getOptionalNumber('most') ??
      Math.min(10_000, Math.floor(descriptorLimit() * 0.4)),
    headerSeconds: given?.getOptionalNumber('headerSeconds') ?? 10,
    requestSeconds: given?.getOptionalNumber('requestSeconds') ?? 60,
    graceSeconds: given?.getOptionalNumber('graceSeconds') ?? 5,
  };
}
