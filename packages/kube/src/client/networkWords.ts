const NETWORK_WORDS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at its address',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
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
  return (
    (code && NETWORK_WORDS[code]) ??
    (cause instanceof Error ? cause.message : String(cause)).replace(
      /\.\s*$/,
      '',
    )
  );
}

/** The code of a Node error, also when several addresses were tried. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) {
    return codeOf(error.errors[0]);
  }
  if (error instanceof Error && error.name === 'NotAllowedError') {
    return 'EGRESS_REFUSED';
  }
  if (typeof error === 'object' && error !== null && 'code' in error) {
    return typeof error.code === 'string' ? error.code : undefined;
  }
  return undefined;
}
