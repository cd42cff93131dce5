/**
 * A database that is away, or not up yet, by the codes of Node, of PostgreSQL (SQLSTATE: the connection failed, is being
 * shut down or started, or there are too many) and of MySQL.
 */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'ER_CON_COUNT_ERROR',
  'PROTOCOL_CONNECTION_LOST',
]);

/**
 * The same in words, for Backstage's connector keeps the text of the cause alone. Of several addresses of one host that
 * all refuse, Node's error has no text but its own name.
 */
const WORDS =
  /\b(?:E(?:CONNREFUSED|CONNRESET|CONNABORTED|PIPE|NOTFOUND|TIMEDOUT|HOSTUNREACH|HOSTDOWN|NETUNREACH|NETDOWN)|EAI_AGAIN|AggregateError)\b|Connection terminated|timeout expired|Timeout acquiring|starting up|shutting down|not yet accepting connections|not accepting connections|in recovery mode|too many (?:clients|connections)|connection slots are reserved/i;

/**
 * Whether the error says that a database is away or not up yet, so that waiting helps. Looks through causes and through the
 * errors that an error is made of. Anything else (a wrong password, an unknown client) is a person's to mend.
 */
export function isAway(error: unknown, depth = 0): boolean {
  // Causes may go in a circle.
  if (depth > 8) {
    return false;
  }
  if (typeof error !== 'object' || error === null) {
    return WORDS.test(String(error));
  }
  const code = 'code' in error ? String(error.code) : '';
  const parts =
    'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const cause = 'cause' in error ? [error.cause] : [];
  return (
    CODES.has(code) ||
    WORDS.test(String(error)) ||
    [...parts, ...cause].some(inner => isAway(inner, depth + 1))
  );
}
