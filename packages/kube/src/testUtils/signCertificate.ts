import 'reflect-metadata';
import { createPrivateKey, randomBytes } from 'node:crypto';
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { ClusterCredential } from '../connection/ClusterConnection';
import { Secret } from '@flytower/sealing';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEYS = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** @public */
export interface SignOptions {
  /** The user's name in the cluster. */
  cn: string;
  /** The group in the cluster. */
  o?: string;
  /** Valid from a year ago until so many days from now: −1 has expired yesterday. 1 by default. */
  days?: number;
  /** For a server's certificate instead of a client's: its address. */
  ip?: string;
}

/**
 * A client certificate and its key, signed by a cluster's own authority.
 *
 * @public
 */
export async function signCertificate(
  authority: { caPem: string; caKeyPem: string },
  options: SignOptions,
): Promise<Extract<ClusterCredential, { kind: 'certificate' }>> {
  const now = Date.now();
  const keys = await crypto.subtle.generateKey(KEYS, true, ['sign', 'verify']);
  const issuer = new X509Certificate(authority.caPem);
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: `01${randomBytes(8).toString('hex')}`,
      issuer: issuer.subject,
      subject: [
        { CN: [options.cn] },
        ...(options.o ? [{ O: [options.o] }] : []),
      ],
      notBefore: new Date(now - 365 * DAY_MS),
      notAfter: new Date(now + (options.days ?? 1) * DAY_MS),
      publicKey: keys.publicKey,
      signingKey: await importSigner(authority.caKeyPem),
      signingAlgorithm: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
      extensions: [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        ...(options.ip === undefined
          ? [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])]
          : [
              new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
              new SubjectAlternativeNameExtension([
                { type: 'ip', value: options.ip },
              ]),
            ]),
      ],
    },
    crypto,
  );
  return {
    kind: 'certificate',
    certPem: certificate.toString('pem'),
    keyPem: Secret.of(await exportKey(keys.privateKey)),
  };
}

/** The authorities of test clusters have RSA keys. */
async function importSigner(keyPem: string) {
  const der = createPrivateKey(keyPem).export({ format: 'der', type: 'pkcs8' });
  return crypto.subtle.importKey(
    'pkcs8',
    der,
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    false,
    ['sign'],
  );
}

async function exportKey(key: CryptoKey): Promise<string> {
  const der = await crypto.subtle.exportKey('pkcs8', key);
  return createPrivateKey({
    key: Buffer.from(der),
    format: 'der',
    type: 'pkcs8',
  })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
}
