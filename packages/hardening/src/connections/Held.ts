import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { networkOf } from '../fairness/networkOf';

/**
 * - `silent`: has not sent one whole head of a request yet
 * - `idle`: kept open for another request
 * - `waiting`: the backend waits for the client, for the rest of a request's body or until it reads the answer
 * - `busy`: the backend works on a request
 * - `upgraded`: no longer HTTP; the upgrade dispatcher bounds it
 */
export type HeldState = 'silent' | 'idle' | 'waiting' | 'busy' | 'upgraded';

/** One connection, and what it is about. */
export class Held {
  readonly key: string;
  readonly socket: Socket;
  /** Of IPv6 the network, which one attacker has whole. */
  readonly address: string;
  /** Taken in above the limit: for a probe of health alone. */
  beyond = false;
  #state: 'silent' | 'idle' | 'upgraded' = 'silent';
  #exchange: Exchange | undefined;
  #since: number;

  /**
   * @param key - Its own among all that are open
   * @param now - In milliseconds
   */
  constructor(key: string, socket: Socket, now: number) {
    this.key = key;
    this.socket = socket;
    this.address = networkOf(socket.remoteAddress);
    this.#since = now;
  }

  /** Since when it is silent or idle, or its request is under way; in milliseconds. */
  get since(): number {
    return this.#since;
  }

  get state(): HeldState {
    const { request, response } = this.#exchange ?? {};
    if (!request) {
      return this.#state;
    }
    // What the client does not take stays with the socket, or with the answer where that is in pieces.
    const unread = Math.max(
      request.socket.writableLength,
      response?.writableLength ?? 0,
    );
    return request.complete && unread === 0 ? 'busy' : 'waiting';
  }

  begin(
    request: IncomingMessage,
    response: ServerResponse,
    now: () => number,
  ): void {
    this.#since = now();
    const exchange = { request, response, before: bytesOf(request) };
    this.#exchange = exchange;
    response.once('close', () => {
      // Another request may have come behind this one already.
      if (this.#exchange === exchange) {
        this.#exchange = undefined;
        this.#state = 'idle';
        this.#since = now();
      }
    });
  }

  upgrade(): void {
    this.#exchange = undefined;
    this.#state = 'upgraded';
  }

  /**
   * Bytes a millisecond since the request came, in both directions. Half a body that stopped comes to nothing in seconds;
   * a slow and honest upload does not, nor does a request that has just come.
   */
  pace(now: number): number {
    const bytes = this.#exchange
      ? bytesOf(this.#exchange.request) - this.#exchange.before
      : 0;
    return (bytes + 1) / Math.max(1, now - this.#since);
  }
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  before: number;
}

function bytesOf({ socket }: IncomingMessage): number {
  return socket.bytesRead + socket.bytesWritten;
}
