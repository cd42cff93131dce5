import { IncomingMessage, Server } from 'node:http';
import { Duplex } from 'node:stream';
import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { answerSocket } from './answerSocket';
import { ExpressListener, UpgradeListener } from './ExpressListener';
import { SocketCounts } from './SocketCounts';
import { ANONYMOUS_BYTES, HANDSHAKE_MS, UpgradeLimits } from './UpgradeLimits';
import { UpgradeCaller, UpgradeOwner, UpgradeService } from './UpgradeService';

/**
 * Every upgrade of one server passes here and nowhere else. A socket is in one of these states, and its descriptor is
 * bounded in each: asked for (ends after ten seconds without an answer), refused (answered, then destroyed), handed to an
 * owner (counted until it closes, and ended when its identity ends).
 */
export class UpgradeDispatcher implements UpgradeService {
  readonly #owners = new Map<string, UpgradeOwner>();
  #server: Server | undefined;
  #logger: LoggerService | undefined;
  #counts: SocketCounts | undefined;
  #limits: UpgradeLimits | undefined;
  #taker: ((listener: UpgradeListener) => void) | undefined;

  own(path: string, owner: UpgradeOwner): void {
    if (this.#owners.has(path)) {
      throw new Error(`The upgrades of ${path} have an owner already`);
    }
    this.#owners.set(path, owner);
  }

  adopt(path: string, identify: UpgradeOwner['identify']): void {
    const route = new ExpressListener(taken => {
      this.#taker = taken;
      return () => {
        this.#taker = undefined;
      };
    });
    this.own(path, {
      identify,
      handle: async (request, socket, head) => {
        if (!this.#server) {
          return;
        }
        // Such a listener passes over in silence whatever is not exactly its own.
        if (request.url !== path) {
          answerSocket(socket, nobodys(path));
          return;
        }
        const listener = await route.get(this.#server, request, socket);
        await listener?.(request, socket, head);
      },
    });
  }

  /** Takes the server's `upgrade` event, for good. Once a server. */
  attach(server: Server, limits: UpgradeLimits, logger: LoggerService): void {
    this.#server = server;
    this.#limits = limits;
    this.#logger = logger;
    this.#counts = new SocketCounts(limits);
    const own: UpgradeListener = (request, socket, head) =>
      this.#dispatch(request, socket, head);
    // A server goes on in HTTP/1.1 where it does not know what it is asked to upgrade to: so begin Java's client and curl
    // on plain HTTP, with h2c.
    Object.assign(server, { shouldUpgradeCallback: isWebSocket });
    server.on('upgrade', own);
    server.on('newListener', (event, listener) => {
      if (event === 'upgrade' && listener !== own) {
        this.#takeFrom(server, listener);
      }
    });
  }

  /** Another listener would see every upgrade: it is taken off, and serves the path whose request brought it. */
  #takeFrom(server: Server, listener: (...args: unknown[]) => unknown): void {
    // The event comes before the listener is there.
    process.nextTick(() => server.off('upgrade', listener));
    if (this.#taker) {
      this.#taker(listener);
      this.#taker = undefined;
      return;
    }
    this.#logger?.error(
      'A plugin listens to the upgrade event of the server by itself and gets none; let it own a path through the upgrade service',
    );
  }

  #dispatch(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Node took its own handlers off this socket: without one, a reset would end the process.
    socket.on('error', () => socket.destroy());
    // Only where Node is older than 24.9 and asks nobody: then the request cannot be answered any more.
    if (!isWebSocket(request)) {
      answerSocket(socket, {
        status: 400,
        message:
          'This server upgrades to WebSocket alone; send the request without the header Upgrade',
      });
      return;
    }
    const path = (request.url ?? '').split('?')[0];
    const owner = this.#ownerOf(path);
    if (!owner) {
      answerSocket(socket, nobodys(path));
      return;
    }
    this.#handOver(owner, request, socket, head).catch(error => {
      this.#logger?.warn(`An upgrade of ${path} failed`, {
        error: String(error),
      });
      answerSocket(socket, {
        status:
          isError(error) && error.name === 'ServiceUnavailableError'
            ? 503
            : 500,
        message: 'The connection could not be made; try again in a moment',
      });
    });
  }

  #ownerOf(path: string): UpgradeOwner | undefined {
    const paths = [...this.#owners.keys()]
      .filter(own => path === own || path.startsWith(`${own}/`))
      .sort((a, b) => b.length - a.length);
    return this.#owners.get(paths[0]);
  }

  async #handOver(
    owner: UpgradeOwner,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    const before = request.socket.bytesWritten;
    const late = setTimeout(() => {
      if (request.socket.bytesWritten === before) {
        answerSocket(socket, {
          status: 504,
          message: 'The connection was not made in time; try again',
        });
      }
    }, HANDSHAKE_MS);
    socket.once('close', () => clearTimeout(late));
    let caller: UpgradeCaller | undefined;
    try {
      caller = await owner.identify(request);
    } catch {
      answerSocket(socket, {
        status: 401,
        message: 'The token of this connection does not count; sign in again',
      });
      return;
    }
    if (socket.destroyed) {
      return;
    }
    const refusal = this.#counts?.admit(
      socket,
      caller,
      request.socket.remoteAddress ?? '',
    );
    if (refusal) {
      answerSocket(socket, refusal);
      return;
    }
    this.#bound(socket, caller);
    await owner.handle(request, socket, head);
  }

  /** Ends the socket when its identity ends; one of nobody soon, and when it sends more than a subscription takes. */
  #bound(socket: Duplex, caller: UpgradeCaller | undefined): void {
    const until = caller
      ? caller.until?.getTime()
      : Date.now() + (this.#limits?.anonymousSeconds ?? 0) * 1000;
    if (until !== undefined) {
      const end = setTimeout(
        () => socket.destroy(),
        Math.min(until - Date.now(), 2 ** 31 - 1),
      );
      end.unref();
      socket.once('close', () => clearTimeout(end));
    }
    if (!caller) {
      let bytes = 0;
      // `prependListener`, unlike `on`, does not set the stream flowing before the owner listens.
      socket.prependListener('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANONYMOUS_BYTES) {
          socket.destroy();
        }
      });
    }
  }
}

function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

function nobodys(path: string) {
  return {
    status: 404,
    message: `Nothing at ${path.slice(
      0,
      200,
    )} takes connections; look at the address`,
  } as const;
}
