import { EgressGuard } from '@flytower/kube';
import { createClient } from 'redis';
import { EngineTimeouts, untilAborted, within } from '../Deadline';
import { ServerAccess } from '../EngineDriver';
import { requireAllowed } from '../guardedSocket';
import { messageOf } from '../networkError';
import { redisError } from './redisError';

/**
 * Never connects: each session has a duplicate of it. To make a client makes a class with a method for each command of Redis,
 * which takes tens of milliseconds in which nothing else runs, and keeps its options, password and all, in memory.
 */
const pattern = createClient({ RESP: 2, disableClientInfo: true });

type Client = ReturnType<typeof clientOf>;

/** "The Redis server cache.example.com:6379", as sentences begin. */
export function placeOf({ host, port }: ServerAccess): string {
  return `The Redis server ${host}:${port}`;
}

/** One connection to a server, as its administrator, opened and closed by every call. */
export class RedisSession {
  readonly #client: Client;
  readonly #timeouts: EngineTimeouts;

  private constructor(client: Client, timeouts: EngineTimeouts) {
    this.#client = client;
    this.#timeouts = timeouts;
  }

  /**
   * Connects, does the work, and disconnects.
   *
   * @throws EngineError alone, or the reason of the server's aborted signal
   */
  static async use<T>(
    server: ServerAccess,
    { guard, timeouts }: { guard: EgressGuard; timeouts: EngineTimeouts },
    work: (session: RedisSession) => Promise<T>,
  ): Promise<T> {
    const { signal } = server;
    signal?.throwIfAborted();
    let client: Client | undefined;
    const session = async () => {
      requireAllowed(guard, server.host);
      client = clientOf(server, guard);
      // Told by the command that was under way.
      client.on('error', () => {});
      await within(timeouts.connectMs, client.connect(), () => {});
      return work(new RedisSession(client, timeouts));
    };
    try {
      return await untilAborted(signal, session());
    } catch (error) {
      signal?.throwIfAborted();
      throw redisError(placeOf(server), error);
    } finally {
      // What is under way fails, and so does whatever comes after it.
      client?.destroy();
    }
  }

  /** Sends a command, its words apart from each other: nothing in them is syntax. */
  async send(...words: string[]): Promise<unknown> {
    return within(
      this.#timeouts.statementMs,
      this.#client.sendCommand(words),
      () => this.#client.destroy(),
    );
  }

  /** Sends a command whose refusal in these words counts as done. */
  async sendUnless(words: RegExp, ...command: string[]): Promise<void> {
    await this.send(...command).catch(error => {
      if (!words.test(messageOf(error))) {
        throw error;
      }
    });
  }

  /** Sends a command whose answer is a text. */
  async text(...words: string[]): Promise<string> {
    return String(await this.send(...words));
  }

  /** Sends a command whose answer is a list of texts, or of name and value in turn. */
  async list(...words: string[]): Promise<string[]> {
    const answer = await this.send(...words);
    return Array.isArray(answer) ? answer.map(String) : [];
  }
}

function clientOf(
  { host, port, tls, administrator }: ServerAccess,
  guard: EgressGuard,
) {
  return pattern.duplicate({
    username: administrator.username,
    password: administrator.password.reveal(),
    socket: {
      host,
      port,
      // A name is checked when it is resolved, and the connection goes to the very address that was checked.
      lookup: guard.lookup,
      reconnectStrategy: false,
      ...(tls && {
        tls: true,
        rejectUnauthorized: true,
        ...(tls.caPem !== undefined && { ca: tls.caPem }),
        ...(tls.serverName !== undefined && { servername: tls.serverName }),
      }),
    },
  });
}
