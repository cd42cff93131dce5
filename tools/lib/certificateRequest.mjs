import { generateKeyPairSync, sign } from 'node:crypto';

/**
 * A PKCS#10 certificate request (RFC 2986) with a fresh P-256 key, in plain Node: it can sign, but knows no requests, and
 * the whole structure is five nested values.
 */

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const NO_ATTRIBUTES = Buffer.from([0xa0, 0x00]);

const COMMON_NAME = Buffer.from([0x55, 0x04, 0x03]); // 2.5.4.3
const ECDSA_WITH_SHA256 = Buffer.from([
  0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02,
]); // 1.2.840.10045.4.3.2

/** One DER value: tag, length, content. */
function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  const size = content.length;
  let length = [size];
  if (size > 255) {
    length = [0x82, size >> 8, size & 255];
  } else if (size > 127) {
    length = [0x81, size];
  }
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/**
 * @param {string} commonName whom the certificate is for; it names no organisation, and so no group
 * @returns {{ request: string, key: string }} both as PEM
 */
export function certificateRequest(commonName) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const name = der(
    SEQUENCE,
    der(
      SET,
      der(
        SEQUENCE,
        der(OBJECT_IDENTIFIER, COMMON_NAME),
        der(UTF8_STRING, Buffer.from(commonName)),
      ),
    ),
  );
  const info = der(
    SEQUENCE,
    der(INTEGER, Buffer.from([0])),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    NO_ATTRIBUTES,
  );
  const request = der(
    SEQUENCE,
    info,
    der(SEQUENCE, der(OBJECT_IDENTIFIER, ECDSA_WITH_SHA256)),
    der(BIT_STRING, Buffer.from([0]), sign('sha256', info, privateKey)),
  );
  const lines = request.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    request: [
      '-----BEGIN CERTIFICATE REQUEST-----',
      ...lines,
      '-----END CERTIFICATE REQUEST-----',
      '',
    ].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
