import { KubeError } from '../client/KubeError';
import { ClusterConnection } from '../connection/ClusterConnection';
import { ProbeProblem, ProbeProblemCode } from './ProbeResult';

/** Ends a probe. Only probeCluster sees it. */
export class ProbeFailure extends Error {
  readonly problem: ProbeProblem;

  constructor(code: ProbeProblemCode, sentence: string) {
    super(sentence);
    this.name = 'ProbeFailure';
    this.problem = { code, sentence };
  }
}

const WRONG_CA = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
]);

const NOT_TLS = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
]);

/** What the failure of the first call says about what was entered. */
export function failureOf(
  error: KubeError,
  { caPem, server }: ClusterConnection,
): ProbeFailure {
  const { code = '' } = error;
  if (code === 'EGRESS_REFUSED' && error.cause instanceof Error) {
    return new ProbeFailure('egress-refused', error.cause.message);
  }
  if (WRONG_CA.has(code)) {
    return new ProbeFailure(
      'wrong-ca',
      `The API server at ${server} shows a certificate that ${
        caPem === undefined
          ? "no authority that Flytower's machine trusts has signed"
          : 'the given certificate authority did not sign'
      }; give the authority of this cluster`,
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new ProbeFailure(
      'wrong-name',
      `The API server at ${server} shows a certificate for another name or address; use an address that its certificate names`,
    );
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return new ProbeFailure(
      'server-certificate-expired',
      `The API server at ${server} shows a certificate that has expired; renew it in the cluster`,
    );
  }
  if (NOT_TLS.has(code)) {
    return new ProbeFailure(
      'not-tls',
      `What listens at ${server} does not speak TLS; give the address of the API server`,
    );
  }
  if (isRefusedCredential(error)) {
    return new ProbeFailure(
      'credential-refused',
      `The API server at ${server} does not know the given certificate or token; give one that this cluster's own authority issued`,
    );
  }
  if (error.kind === 'timeout') {
    return new ProbeFailure(
      'timeout',
      `${server} did not answer in time; check the address, and that Flytower may reach it through the firewalls`,
    );
  }
  if (error.kind === 'unreachable') {
    return new ProbeFailure(
      'unreachable',
      `${error.sentence}; check the address, and that Flytower may reach it through the firewalls`,
    );
  }
  return new ProbeFailure(
    'not-kubernetes',
    `What answers at ${server} is not a Kubernetes API server: status ${error.status}; Flytower follows no redirects`,
  );
}

/** A foreign client certificate is refused by the API server with 401, by a proxy in front of it while TLS begins. */
function isRefusedCredential({ kind, code = '' }: KubeError): boolean {
  return kind === 'unauthorised' || /^ERR_SSL_.*ALERT/.test(code);
}
