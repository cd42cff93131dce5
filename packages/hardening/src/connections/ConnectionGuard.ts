import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { ConnectionLimits } from './ConnectionLimits';

interface Held {
  socket: Socket;
  since: number;
  /**
   * - `silent`: has not sent one whole head of a request yet
   * - `busy`: a request is under way
   * - `idle`: kept open for another request
   * - `upgraded`: no longer HTTP; the upgrade dispatcher bounds it
   */
  state: 'silent' | 'busy' | 'idle' | 'upgraded';
}

/** Whom a new connection may push out: whoever has asked nothing first, and never a request under way. */
const EXPENDABLE: Held['state'][] = ['silent', 'idle'];

/**
 * Keeps the server reachable at its limit of connections. One connection too many pushes out the oldest that has asked for
 * nothing, so that thousands of silent ones cannot keep a single request away; Node's own `maxConnections` would turn away
 * the new one instead, whoever it is.
 */
export class ConnectionGuard {
  readonly #limits: ConnectionLimits;
  readonly #now: () => number;
  readonly #held = new Map<string, Held>();
  #ending = false;

  constructor(limits: ConnectionLimits, now: () => number = Date.now) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Starts to watch the server. Call before it listens. */
  attach(server: Server): void {
    server.headersTimeout = this.#limits.headerSeconds * 1000;
    server.requestTimeout = this.#limits.requestSeconds * 1000;
    server.on('connection', (socket: Socket) => this.#take(socket));
    server.on('request', (request: IncomingMessage, response) =>
      this.#during(request, response),
    );
    server.on('upgrade', (request: IncomingMessage) => {
      this.#become(request.socket, 'upgraded');
    });
    const sweep = setInterval(() => this.endSilent(), 1000);
    sweep.unref();
    server.once('close', () => clearInterval(sweep));
  }

  /** Ends what has not finished the head of its first request in time; Node itself looks only every half minute. */
  endSilent(): void {
    const before = this.#now() - this.#limits.headerSeconds * 1000;
    for (const { state, since, socket } of this.#held.values()) {
      if (state === 'silent' && since <= before) {
        socket.destroy();
      }
    }
  }

  /**
   * For the end of the server: what asks for nothing goes at once, requests under way and upgraded sockets have the grace
   * time to end well. Node's `close` waits for all of them, and for silent ones for ever.
   */
  end(): void {
    this.#ending = true;
    for (const { state, socket } of this.#held.values()) {
      if (EXPENDABLE.includes(state)) {
        socket.destroy();
      }
    }
    const grace = setTimeout(() => {
      for (const { socket } of this.#held.values()) {
        socket.destroy();
      }
    }, this.#limits.graceSeconds * 1000);
    grace.unref();
  }

  #take(socket: Socket): void {
    if (this.#ending) {
      socket.destroy();
      return;
    }
    const key = keyOf(socket);
    this.#held.set(key, { socket, since: this.#now(), state: 'silent' });
    socket.once('close', () => {
      if (this.#held.get(key)?.socket === socket) {
        this.#held.delete(key);
      }
    });
    if (this.#held.size > this.#limits.most) {
      this.#makeRoom(socket);
    }
  }

  #makeRoom(newcomer: Socket): void {
    for (const state of EXPENDABLE) {
      for (const [key, held] of this.#held) {
        if (held.state === state) {
          this.#held.delete(key);
          held.socket.destroy();
          return;
        }
      }
    }
    newcomer.destroy();
  }

  #during(request: IncomingMessage, response: ServerResponse): void {
    this.#become(request.socket, 'busy');
    response.once('close', () => this.#become(request.socket, 'idle'));
  }

  #become(socket: Socket, state: Held['state']): void {
    const held = this.#held.get(keyOf(socket));
    if (held && held.state !== 'upgraded') {
      held.state = state;
    }
  }
}

/** Both ends of a connection: with TLS, the socket of a request is not the one that connected. */
function keyOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort} ${socket.localAddress} ${socket.localPort}`;
}
