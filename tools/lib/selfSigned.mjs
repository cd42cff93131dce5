import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import {
  bits,
  BOOLEAN,
  der,
  ECDSA_WITH_SHA256,
  INTEGER,
  nameOf,
  OBJECT_IDENTIFIER,
  OCTET_STRING,
  pem,
  SEQUENCE,
  UTC_TIME,
} from './der.mjs';

const DAY = 24 * 60 * 60 * 1000;
const YEARS = 10;

const VERSION_3 = Buffer.from([0xa0, 3, 2, 1, 2]);
const BASIC_CONSTRAINTS = Buffer.from([0x55, 0x1d, 0x13]); // 2.5.29.19
const SUBJECT_ALT_NAME = Buffer.from([0x55, 0x1d, 0x11]); // 2.5.29.17
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/**
 * The certificate of a server on this machine, which is its own authority (RFC 5280): for 127.0.0.1 and localhost, with a
 * fresh P-256 key. Who trusts exactly this certificate talks to exactly this server.
 *
 * @param {string} commonName
 * @param {Date} now
 * @returns {{ certificate: string, key: string }} both as PEM
 */
export function selfSignedCertificate(commonName, now) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const name = nameOf(commonName);
  const names = der(
    SEQUENCE,
    der(DNS_NAME, Buffer.from('localhost')),
    der(IP_ADDRESS, Buffer.from([127, 0, 0, 1])),
  );
  const authority = der(SEQUENCE, der(BOOLEAN, Buffer.from([0xff])));
  const content = der(
    SEQUENCE,
    VERSION_3,
    der(INTEGER, positive(randomBytes(12))),
    ECDSA_WITH_SHA256,
    name,
    der(
      SEQUENCE,
      utcTime(new Date(now.getTime() - DAY)),
      utcTime(new Date(now.getTime() + YEARS * 365 * DAY)),
    ),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      der(
        SEQUENCE,
        extension(BASIC_CONSTRAINTS, authority),
        extension(SUBJECT_ALT_NAME, names),
      ),
    ),
  );
  const certificate = der(
    SEQUENCE,
    content,
    ECDSA_WITH_SHA256,
    bits(sign('sha256', content, privateKey)),
  );
  return {
    certificate: pem('CERTIFICATE', certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extension(id, value) {
  return der(SEQUENCE, der(OBJECT_IDENTIFIER, id), der(OCTET_STRING, value));
}

/** A serial number is positive and has no leading zeros. */
function positive(bytes) {
  return Buffer.concat([Buffer.from([0x40 | (bytes[0] & 0x3f)]), bytes]);
}

/** `YYMMDDHHMMSSZ`, which is good until 2049. */
function utcTime(date) {
  const text = date.toISOString().replace(/\D/g, '').slice(2, 14);
  return der(UTC_TIME, Buffer.from(`${text}Z`));
}
