import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import { ServiceUnavailableError } from '@backstage/errors';

/** What Node calls for an upgrade. */
export type UpgradeListener = (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
) => unknown;

/**
 * Gets at the listener that an Express route puts on the server by itself. The route puts it there when it first sees an
 * upgrade, and Express sees none while anybody listens: so the first upgrade of the path is shown to Express as the
 * ordinary request that it would have been, and the listener that comes of it is kept for this path.
 */
export class ExpressListener {
  readonly #catchListener: (
    taken: (listener: UpgradeListener) => void,
  ) => () => void;
  #listener: UpgradeListener | undefined;
  #luring: Promise<void> | undefined;

  /** @param catchListener - Hands over the next listener that somebody puts on the server, until called off */
  constructor(
    catchListener: (taken: (listener: UpgradeListener) => void) => () => void,
  ) {
    this.#catchListener = catchListener;
  }

  /**
   * The listener; `undefined` when Express answered the request instead (no such route, not started yet), and the socket
   * with it.
   *
   * @throws ServiceUnavailableError when the first upgrade of the path, under way meanwhile, brought no listener.
   */
  async get(
    server: Server,
    request: IncomingMessage,
    socket: Duplex,
  ): Promise<UpgradeListener | undefined> {
    if (this.#listener) {
      return this.#listener;
    }
    if (this.#luring) {
      await this.#luring;
      if (!this.#listener) {
        throw new ServiceUnavailableError(
          'This connection cannot be made yet; try again in a moment',
        );
      }
      return this.#listener;
    }
    this.#luring = this.#lure(server, request, socket);
    await this.#luring;
    this.#luring = undefined;
    return this.#listener;
  }

  #lure(
    server: Server,
    request: IncomingMessage,
    socket: Duplex,
  ): Promise<void> {
    return new Promise(resolve => {
      const response = new ServerResponse(request);
      const { url } = request;
      response.shouldKeepAlive = false;
      if (socket instanceof Socket) {
        response.assignSocket(socket);
      }
      const callOff = this.#catchListener(listener => {
        this.#listener = listener;
        // Express takes off what a router is mounted at, and puts it back only when the route passes on.
        request.url = url;
        if (socket instanceof Socket) {
          response.detachSocket(socket);
        }
        // Nobody will answer this request any more: what waits for its end need not.
        response.emit('close');
        resolve();
      });
      response.once('close', () => {
        callOff();
        resolve();
      });
      response.once('finish', () => socket.end(() => socket.destroy()));
      socket.once('close', resolve);
      server.emit('request', request, response);
    });
  }
}
