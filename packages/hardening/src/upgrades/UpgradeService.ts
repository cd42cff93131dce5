import { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';

/**
 * Who asks for an upgrade. `undefined` is nobody.
 *
 * @public
 */
export interface UpgradeCaller {
  /** For example `user:default/dan`. Sockets are counted by it. */
  person: string;
  /** When the socket ends, for an identity is fixed when it is made; the browser then comes back with a newer token. */
  until?: Date;
}

/**
 * Takes the upgrades of one path.
 *
 * @public
 */
export interface UpgradeOwner {
  /** Throws when a token is given and is not right: 401. */
  identify(request: IncomingMessage): Promise<UpgradeCaller | undefined>;
  /** Answers on the socket within ten seconds; whoever does not is answered for, with 504. */
  handle(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): void | Promise<void>;
}

/**
 * The one that listens to the server's `upgrade` event. What no owner has is answered with 404 and ended.
 *
 * @public
 */
export interface UpgradeService {
  /**
   * Gives a path and all below it to one owner. Throws when the path is owned already.
   *
   * @param path - For example `/api/consoles`; no slash at the end
   */
  own(path: string, owner: UpgradeOwner): void;
  /**
   * Gives exactly this path to the Express route behind it, which puts a listener of its own on the server at the first
   * request that it sees: so do Backstage's signals. The listener is taken from the server and gets this path alone.
   */
  adopt(path: string, identify: UpgradeOwner['identify']): void;
}
