import { Secret } from '@flytower/sealing';

/**
 * How Flytower proves to a cluster who it is.
 *
 * @public
 */
export type ClusterCredential =
  | {
      kind: 'certificate';
      /** The client certificate, PEM. */
      certPem: string;
      /** Its private key, PEM. */
      keyPem: Secret;
    }
  | { kind: 'token'; token: Secret };

/**
 * Where a cluster's API server is, whose certificates to believe, and who Flytower is there. The server's certificate is
 * always verified: there is no switch to turn that off.
 *
 * @public
 */
export interface ClusterConnection {
  /** `https://host:port`, with an optional path prefix. */
  server: string;
  /**
   * The certificate authority that signed the API server's certificate, PEM. Without it the certificate must be signed by
   * an authority that this machine trusts, as those of public sites are.
   */
  caPem?: string;
  /** The name to expect in the server's certificate where it differs from the address. */
  tlsServerName?: string;
  credential: ClusterCredential;
}
