import { isError } from '@backstage/errors';
import { GivenUp } from '../http/GivenUp';

const NETWORK_WORDS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at its address',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ERR_STREAM_PREMATURE_CLOSE: 'it closed the connection',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be resolved just now',
  EHOSTUNREACH: 'there is no way to its address',
  ENETUNREACH: 'there is no way to its network',
  ETIMEDOUT: 'the connection timed out',
  CERT_HAS_EXPIRED: "the API server's certificate has expired",
  CERT_NOT_YET_VALID: "the API server's certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the API server's certificate is for another name or address",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "the API server's certificate was not signed by a certificate authority that counts for it",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the API server's certificate was not signed by a certificate authority that counts for it",
  SELF_SIGNED_CERT_IN_CHAIN:
    "the API server's certificate was not signed by a certificate authority that counts for it",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "the API server's certificate was not signed by a certificate authority that counts for it",
  CERT_SIGNATURE_FAILURE:
    "the API server's certificate was not signed by a certificate authority that counts for it",
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS at this address',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS at this address',
  EGRESS_REFUSED:
    'Flytower may not connect to its address; an operations admin finds in the check of the cluster what to allow',
};

/**
 * Words for what went wrong on the way. Everybody reads them, so no words of Node or of a server are among them: those tell
 * addresses. Whoever keeps the log finds them in the cause.
 */
export function networkWords(code: string | undefined, cause: unknown): string {
  const known = code === undefined ? undefined : NETWORK_WORDS[code];
  if (known !== undefined) {
    return known;
  }
  if (cause instanceof GivenUp) {
    return cause.message;
  }
  if (code?.startsWith('HPE_')) {
    return 'it does not speak HTTP at this address';
  }
  return code !== undefined && /^[A-Z0-9_]{1,60}$/.test(code)
    ? `the connection failed (${code})`
    : 'the connection failed';
}

/** The code of a Node error, also when several addresses were tried. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) {
    return codeOf(error.errors[0]);
  }
  if (!isError(error)) {
    return undefined;
  }
  if (error.name === 'NotAllowedError') {
    return 'EGRESS_REFUSED';
  }
  const { code } = error;
  return code === 'EPROTO' ? tlsCode(error.message) : textOf(code);
}

/** OpenSSL's errors come as one code of Node, with the reason in the middle of the message. */
function tlsCode(message: string): string {
  const [, reason] = /:SSL routines:[^:]*:([^:]+)/.exec(message) ?? [];
  return reason
    ? `ERR_SSL_${reason.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`
    : 'EPROTO';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
