import { generateKeyPairSync, sign } from 'node:crypto';
import {
  bits,
  der,
  ECDSA_WITH_SHA256,
  INTEGER,
  nameOf,
  pem,
  SEQUENCE,
} from './der.mjs';

const NO_ATTRIBUTES = Buffer.from([0xa0, 0x00]);

/**
 * A PKCS#10 certificate request (RFC 2986) with a fresh P-256 key, in plain Node: it can sign, but knows no requests, and
 * the whole structure is five nested values.
 *
 * @param {string} commonName whom the certificate is for; it names no organisation, and so no group
 * @returns {{ request: string, key: string }} both as PEM
 */
export function certificateRequest(commonName) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const info = der(
    SEQUENCE,
    der(INTEGER, Buffer.from([0])),
    nameOf(commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    NO_ATTRIBUTES,
  );
  const request = der(
    SEQUENCE,
    info,
    ECDSA_WITH_SHA256,
    bits(sign('sha256', info, privateKey)),
  );
  return {
    request: pem('CERTIFICATE REQUEST', request),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
