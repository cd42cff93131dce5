import { isError } from '@backstage/errors';

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
    "the API server's certificate was not signed by the given certificate authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the API server's certificate was not signed by the given certificate authority",
  SELF_SIGNED_CERT_IN_CHAIN:
    "the API server's certificate was not signed by the given certificate authority",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "the API server's certificate was not signed by the given certificate authority",
  CERT_SIGNATURE_FAILURE:
    "the API server's certificate was not signed by the given certificate authority",
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS at this address',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS at this address',
};

/** Words for a network or TLS error code. */
export function networkWords(code: string | undefined, cause: unknown): string {
  const known = code === undefined ? undefined : NETWORK_WORDS[code];
  return known ?? firstLine(isError(cause) ? cause.message : String(cause));
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

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/\.?\s*$/, '');
}
