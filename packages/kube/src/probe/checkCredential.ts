import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ClusterConnection } from '../connection/ClusterConnection';
import { ProbeFailure } from './ProbeFailure';

const MASTERS = 'system:masters';

/** The sentence for an identity that may do everything, wherever that is noticed. */
export function mastersRefused(user: string): ProbeFailure {
  return new ProbeFailure(
    'system-masters',
    `"${user}" is in the group ${MASTERS}, which may do everything and cannot be limited; give Flytower a certificate of its own, CN=flytower without a group`,
  );
}

/**
 * What can be told of authority and credential without asking the cluster.
 *
 * @returns when the client certificate ends, ISO 8601; undefined for a token
 */
export function checkCredential(
  connection: ClusterConnection,
  now: Date,
): string | undefined {
  if (connection.caPem !== undefined) {
    read(
      connection.caPem,
      'bad-ca',
      'The certificate authority is not a certificate in PEM form (-----BEGIN CERTIFICATE-----)',
    );
  }
  const { credential } = connection;
  if (credential.kind === 'token') {
    return undefined;
  }
  const certificate = read(
    credential.certPem,
    'bad-certificate',
    'The client certificate is not a certificate in PEM form (-----BEGIN CERTIFICATE-----)',
  );
  checkKey(certificate, credential.keyPem.reveal());
  const subject = certificate.subject ?? '';
  if (subject.split('\n').includes(`O=${MASTERS}`)) {
    throw mastersRefused(commonName(subject));
  }
  const from = new Date(certificate.validFrom);
  const to = new Date(certificate.validTo);
  if (now >= to) {
    throw new ProbeFailure(
      'certificate-expired',
      `The client certificate of "${commonName(subject)}" expired on ${day(
        to,
      )}; issue a new one`,
    );
  }
  if (now < from) {
    throw new ProbeFailure(
      'certificate-not-yet-valid',
      `The client certificate of "${commonName(
        subject,
      )}" is valid only from ${day(from)}; check the clocks, or wait`,
    );
  }
  return to.toISOString();
}

function checkKey(certificate: X509Certificate, keyPem: string): void {
  let fits: boolean;
  try {
    fits = certificate.checkPrivateKey(createPrivateKey(keyPem));
  } catch {
    throw new ProbeFailure(
      'bad-certificate',
      'The client key is not a private key in PEM form without a passphrase',
    );
  }
  if (!fits) {
    throw new ProbeFailure(
      'key-mismatch',
      'The client key does not belong to the client certificate; give the pair that was issued together',
    );
  }
}

function read(
  pem: string,
  code: 'bad-ca' | 'bad-certificate',
  sentence: string,
): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new ProbeFailure(code, sentence);
  }
}

function commonName(subject: string): string {
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? 'nobody';
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
