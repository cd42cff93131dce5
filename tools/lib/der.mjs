/** DER (ITU-T X.690), as far as certificates and their requests need it: nested values of tag, length and content. */

export const SEQUENCE = 0x30;
export const SET = 0x31;
export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
export const UTF8_STRING = 0x0c;
export const UTC_TIME = 0x17;

/** One DER value: tag, length, content. */
export function der(tag, ...parts) {
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

const COMMON_NAME = Buffer.from([0x55, 0x04, 0x03]); // 2.5.4.3
const ECDSA_WITH_SHA256_OID = Buffer.from([
  0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02,
]); // 1.2.840.10045.4.3.2

export const ECDSA_WITH_SHA256 = der(
  SEQUENCE,
  der(OBJECT_IDENTIFIER, ECDSA_WITH_SHA256_OID),
);

/** A distinguished name of nothing but a common name. */
export function nameOf(commonName) {
  return der(
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
}

/** A bit string of whole bytes. */
export function bits(content) {
  return der(BIT_STRING, Buffer.from([0]), content);
}

export function pem(label, content) {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return [
    `-----BEGIN ${label}-----`,
    ...lines,
    `-----END ${label}-----`,
    '',
  ].join('\n');
}
