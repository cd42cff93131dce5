import { EngineError } from '../EngineDriver';
import { engineCodeOf, messageOf, networkError } from '../networkError';

type Words = [code: EngineError['code'], words: string, retry: boolean];

const WRONG_PASSWORD: Words = [
  'wrong-password',
  'refuses the administrator: name or password is wrong; register the right ones',
  false,
];
const MISSING_RIGHTS: Words = [
  'missing-rights',
  'does not let the administrator do this; check the server again to read which rights are missing',
  false,
];
const FULL: Words = [
  'full',
  'has no space left on its disk; free some there, and it goes on by itself',
  true,
];
const BUSY: Words = [
  'unreachable',
  'has no free connection; raise its max_connections, or wait',
  true,
];
const LOCKED: Words = [
  'in-use',
  'is busy with what this needs; it is tried again',
  true,
];
const ENDING: Words = [
  'unreachable',
  'is shutting down or has ended the connection; it is tried again',
  true,
];

/** By the server's error number: the names that mysql2 has for those of MariaDB above 4000 are wrong. */
const BY_NUMBER: Record<number, Words> = {
  1045: WRONG_PASSWORD,
  1698: WRONG_PASSWORD,
  1130: [
    'wrong-password',
    "does not let the administrator in from Flytower's address; create the account for that address",
    false,
  ],
  3118: [
    'wrong-password',
    'has locked the administrator; unlock the account there',
    false,
  ],
  4151: [
    'wrong-password',
    'has locked the administrator; unlock the account there',
    false,
  ],
  1820: [
    'wrong-password',
    "wants the administrator's expired password changed; change it there",
    false,
  ],
  1862: [
    'wrong-password',
    "wants the administrator's expired password changed; change it there",
    false,
  ],
  3159: [
    'certificate',
    'takes encrypted connections only; register it with TLS',
    false,
  ],
  4152: [
    'certificate',
    'takes encrypted connections only; register it with TLS',
    false,
  ],
  1044: MISSING_RIGHTS,
  1142: MISSING_RIGHTS,
  1143: MISSING_RIGHTS,
  1227: MISSING_RIGHTS,
  1370: MISSING_RIGHTS,
  1410: MISSING_RIGHTS,
  1021: FULL,
  1114: FULL,
  1040: BUSY,
  1129: [
    'unreachable',
    'has blocked connections from here after too many errors; run FLUSH HOSTS there',
    true,
  ],
  1203: BUSY,
  1226: BUSY,
  1205: LOCKED,
  1213: LOCKED,
  1969: LOCKED,
  3024: LOCKED,
  1053: ENDING,
  1077: ENDING,
  1079: ENDING,
  1927: ENDING,
  2006: ENDING,
  2013: ENDING,
  1290: [
    'failed',
    'runs with an option that forbids this (read-only, or strict password validation); register the server that may be written',
    false,
  ],
  1836: [
    'failed',
    'is read-only; register the server that may be written',
    false,
  ],
};

/** The error number of a disk that is full, inside the server's own sentence about another error. */
const NO_SPACE = /\b(?:errno|errcode|error)\b\D{0,10}28\b|no space left/i;

/**
 * Whatever came from mysql2 as an {@link EngineError}. The server's own sentence is not passed on: it may quote the
 * statement, and with it a password.
 */
export function mysqlError(place: string, error: unknown): EngineError {
  const network = networkError(place, withTlsCode(error));
  if (network) {
    return network;
  }
  const number = numberOf(error);
  const message = messageOf(error);
  const known = NO_SPACE.test(message) ? FULL : BY_NUMBER[number ?? 0];
  if (known) {
    return new EngineError(known[0], `${place} ${known[1]}`, known[2]);
  }
  return new EngineError(
    'failed',
    number === undefined
      ? `${place} did not speak the MySQL protocol as expected; check that it is a MariaDB or MySQL server`
      : `${place} answered error ${number}; its manual says what that means`,
    false,
  );
}

/** What OpenSSL and Node say of a certificate, by the code that mysql2 takes from their errors. */
const TLS_WORDS: [RegExp, string][] = [
  [/altnames/, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [/has expired/, 'CERT_HAS_EXPIRED'],
  [/not yet valid/, 'CERT_NOT_YET_VALID'],
  [/self.signed|issuer|first certificate/, 'SELF_SIGNED_CERT_IN_CHAIN'],
];

function withTlsCode(error: unknown): unknown {
  if (engineCodeOf(error) !== 'HANDSHAKE_SSL_ERROR') {
    return error;
  }
  const message = messageOf(error);
  const known = TLS_WORDS.find(([words]) => words.test(message));
  return Object.assign(new Error(), { code: known?.[1] ?? 'EPROTO' });
}

/** The server's error number. */
export function numberOf(error: unknown): number | undefined {
  const number =
    typeof error === 'object' && error !== null && 'errno' in error
      ? error.errno
      : undefined;
  // Node's own errors have negative numbers.
  return typeof number === 'number' && number > 0 ? number : undefined;
}
