import { isError } from '@backstage/errors';
import { EngineError } from './EngineDriver';
import { DeadlineExceeded } from './Deadline';

type Words = [code: EngineError['code'], words: string, retry: boolean];

const CERTIFICATE = (words: string): Words => ['certificate', words, false];
const UNREACHABLE = (words: string): Words => ['unreachable', words, true];

const NOT_TRUSTED = CERTIFICATE(
  'shows a certificate that the given authority did not sign; give the authority that signed it',
);

const BY_CODE: Record<string, Words> = {
  ECONNREFUSED: UNREACHABLE(
    'does not answer: nothing listens at that address; start it, or correct the address',
  ),
  ECONNRESET: UNREACHABLE('closed the connection; see its log'),
  EPIPE: UNREACHABLE('closed the connection; see its log'),
  PROTOCOL_CONNECTION_LOST: UNREACHABLE('closed the connection; see its log'),
  ENOTFOUND: UNREACHABLE('is not known by that name; correct its address'),
  EAI_AGAIN: UNREACHABLE(
    'has a name that could not be resolved just now; check the name service',
  ),
  EHOSTUNREACH: UNREACHABLE('cannot be reached: there is no way to it'),
  ENETUNREACH: UNREACHABLE('cannot be reached: there is no way to its network'),
  ETIMEDOUT: ['timeout', 'did not answer in time; see whether it hangs', true],
  CERT_HAS_EXPIRED: CERTIFICATE(
    'shows a certificate that has expired; renew it',
  ),
  CERT_NOT_YET_VALID: CERTIFICATE(
    "shows a certificate that is not valid yet; compare the machines' clocks",
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: CERTIFICATE(
    'shows a certificate for another name; give the name it is for',
  ),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: NOT_TRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: NOT_TRUSTED,
  CERT_SIGNATURE_FAILURE: NOT_TRUSTED,
  HANDSHAKE_NO_SSL_SUPPORT: CERTIFICATE(
    'does not speak TLS; switch it on there, or register the server without',
  ),
  EPROTO: CERTIFICATE(
    'does not speak TLS as expected; register it without TLS, or mend its certificate',
  ),
};

/** A failure of the way to a server as a sentence, or undefined when it is none. */
export function networkError(
  place: string,
  error: unknown,
): EngineError | undefined {
  if (error instanceof EngineError) {
    return error;
  }
  if (error instanceof DeadlineExceeded) {
    return new EngineError(
      'timeout',
      `${place} did not answer within ${
        error.ms / 1000
      } s; see whether it hangs or is overloaded`,
      true,
    );
  }
  if (isError(error) && error.name === 'NotAllowedError') {
    return new EngineError(
      'forbidden-address',
      `${place} may not be connected to; an operator can add its address range to flytower.egress.allow`,
      false,
    );
  }
  const known = BY_CODE[engineCodeOf(error) ?? ''];
  return known && new EngineError(known[0], `${place} ${known[1]}`, known[2]);
}

/** The code of an error, of its first cause where several addresses were tried. */
export function engineCodeOf(error: unknown): string | undefined {
  if (!isError(error)) {
    return undefined;
  }
  const { code, errors } = error;
  if (code === undefined && Array.isArray(errors)) {
    return engineCodeOf(errors[0]);
  }
  if (typeof code !== 'string') {
    return undefined;
  }
  return code.startsWith('ERR_SSL_') ? 'EPROTO' : code;
}

/** The message of an error, however it was made. */
export function messageOf(error: unknown): string {
  return isError(error) ? error.message : '';
}
