import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { RequestHandler } from 'express';
import { ConnectionLimits } from './ConnectionLimits';
import { Held } from './Held';

const HEALTH = '/.backstage/health/';

/**
 * Keeps the server reachable at its limit of connections. One connection too many pushes out another: the oldest that has
 * asked for nothing, then the oldest that is kept for another request, then the slowest of those that keep the backend
 * waiting. So thousands that are silent, send half a body or read no answer cannot keep a single request away; Node's own
 * `maxConnections` would turn away the new one instead, whoever it is.
 *
 * Where the backend is at work for all of them, a few more are let in, so that probes of health have an answer. Whatever
 * else comes on those is told to come again.
 */
export class ConnectionGuard {
  readonly #limits: ConnectionLimits;
  readonly #now: () => number;
  /** In the order of their coming. */
  readonly #held = new Map<string, Held>();
  readonly #byAddress = new Map<string, Set<Held>>();
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
    // Before Express, which may have answered before anybody else sees the request.
    server.prependListener('request', (request: IncomingMessage, response) =>
      this.#during(request, response),
    );
    server.on('upgrade', (request: IncomingMessage) =>
      this.#held.get(keyOf(request.socket))?.upgrade(),
    );
    const sweep = setInterval(() => this.endSilent(), 1000);
    sweep.unref();
    server.once('close', () => clearInterval(sweep));
  }

  /** Goes before all routes: answers 503 to what came above the limit and asks for anything but health. */
  readonly refuseBeyond: RequestHandler = (request, response, next) => {
    if (
      !this.#held.get(keyOf(request.socket))?.beyond ||
      request.url.startsWith(HEALTH)
    ) {
      next();
      return;
    }
    response
      .status(503)
      .set('Retry-After', '5')
      .json({
        error: {
          name: 'ServiceUnavailableError',
          message:
            'The portal has as many connections as it can bear; try again in a few seconds',
        },
        response: { statusCode: 503 },
      });
  };

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
      if (state === 'silent' || state === 'idle') {
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
    const held = new Held(keyOf(socket), socket, this.#now());
    const ofAddress = this.#byAddress.get(held.address) ?? new Set();
    this.#held.set(held.key, held);
    this.#byAddress.set(held.address, ofAddress.add(held));
    socket.once('close', () => this.#forget(held));
    this.#makeRoom(held, ofAddress, this.#limits.perAddress);
    if (ofAddress.has(held)) {
      this.#makeRoom(held, this.#held, this.#limits.most);
    }
  }

  /** Where there are more than `most`: pushes one out, or lets the newcomer in for health, or turns it away. */
  #makeRoom(
    newcomer: Held,
    among: Set<Held> | Map<string, Held>,
    most: number,
  ): void {
    if (among.size <= most) {
      return;
    }
    const { reserve } = this.#limits;
    const all = [...among.values()];
    const silent = all.filter(held => held.state === 'silent');
    const victim =
      // The newest have had no time to say anything, and are not worth less than those who say nothing on purpose.
      silent.slice(0, -reserve)[0] ??
      least(
        all.filter(held => held.state === 'idle'),
        held => held.since,
      ) ??
      least(
        all.filter(held => held.state === 'waiting'),
        held => held.pace(this.#now()),
      );
    if (victim) {
      this.#pushOut(victim);
      return;
    }
    newcomer.beyond = true;
    if (among.size > most + reserve) {
      this.#pushOut(silent[0]);
    }
  }

  #pushOut(held: Held): void {
    this.#forget(held);
    held.socket.destroy();
  }

  #forget(held: Held): void {
    // Its ends may be another's already.
    if (this.#held.get(held.key) === held) {
      this.#held.delete(held.key);
    }
    const ofAddress = this.#byAddress.get(held.address);
    ofAddress?.delete(held);
    if (ofAddress?.size === 0) {
      this.#byAddress.delete(held.address);
    }
  }

  #during(request: IncomingMessage, response: ServerResponse): void {
    const held = this.#held.get(keyOf(request.socket));
    held?.begin(request, response, this.#now);
    if (held?.beyond) {
      response.setHeader('Connection', 'close');
    }
  }
}

function least(all: Held[], by: (held: Held) => number): Held | undefined {
  return all.reduce<Held | undefined>(
    (first, held) => (first && by(first) <= by(held) ? first : held),
    undefined,
  );
}

/** Both ends of a connection: with TLS, the socket of a request is not the one that connected. */
function keyOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort} ${socket.localAddress} ${socket.localPort}`;
}
