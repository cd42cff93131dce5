import { STATUS_CODES } from 'node:http';
import { Duplex } from 'node:stream';

/** How long an answered socket may take to read its answer, in milliseconds. */
const LINGER_MS = 2_000;

/** What a refused upgrade is told. */
export interface Refusal {
  status: 400 | 401 | 404 | 429 | 500 | 503 | 504;
  /** A public sentence: what was refused, and the next step. */
  message: string;
  /** Whole seconds. */
  retryAfter?: number;
}

const NAMES: Record<Refusal['status'], string> = {
  400: 'InputError',
  401: 'AuthenticationError',
  404: 'NotFoundError',
  429: 'TooManyRequestsError',
  500: 'Error',
  503: 'ServiceUnavailableError',
  504: 'TimeoutError',
};

/** Answers an upgrade with a whole HTTP answer, shaped as every error of the backend is, and ends the socket. */
export function answerSocket(socket: Duplex, refusal: Refusal): void {
  const { status, message, retryAfter } = refusal;
  const body = JSON.stringify({
    error: { name: NAMES[status], message },
    response: { statusCode: status },
  });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
    'Connection: close',
  ];
  // Whoever does not read the answer keeps no descriptor for it.
  const late = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(late));
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
