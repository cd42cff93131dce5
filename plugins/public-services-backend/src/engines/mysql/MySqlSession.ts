import { toError } from '@backstage/errors';
import { EgressGuard } from '@flytower/kube';
import { Connection, createConnection } from 'mysql2/promise';
import { z } from 'zod';
import { EngineTimeouts, within } from '../Deadline';
import { EngineError, ServerAccess } from '../EngineDriver';
import { guardedSocket } from '../guardedSocket';
import { mysqlError, numberOf } from './mysqlError';
import { Product, productOf } from './Product';

const GOODBYE_MS = 1_000;

export interface MySqlSessionOptions {
  guard: EgressGuard;
  timeouts: EngineTimeouts;
}

/** "The MySQL server db.example.com:3306", as sentences begin. */
export function placeOf({ host, port }: ServerAccess): string {
  return `The MySQL server ${host}:${port}`;
}

/**
 * One connection to a server, as its administrator. Every call opens and closes its own: calls are minutes apart, and a
 * connection that is kept would be one more thing to find broken.
 */
export class MySqlSession {
  readonly #connection: Connection;
  readonly #timeouts: EngineTimeouts;
  readonly #abandon: () => void;
  #product: Product | undefined;

  private constructor(
    connection: Connection,
    timeouts: EngineTimeouts,
    abandon: () => void,
  ) {
    this.#connection = connection;
    this.#timeouts = timeouts;
    this.#abandon = abandon;
  }

  /**
   * Connects, does the work, and disconnects.
   *
   * @throws EngineError alone, or the reason of the server's aborted signal
   */
  static async use<T>(
    server: ServerAccess,
    options: MySqlSessionOptions,
    work: (session: MySqlSession) => Promise<T>,
  ): Promise<T> {
    const { signal } = server;
    signal?.throwIfAborted();
    let session: MySqlSession | undefined;
    try {
      session = await MySqlSession.#open(server, options);
      signal?.throwIfAborted();
      await session.#settle();
      return await work(session);
    } catch (error) {
      signal?.throwIfAborted();
      throw mysqlError(placeOf(server), error);
    } finally {
      await session?.close();
    }
  }

  static async #open(
    { host, port, tls, administrator, signal }: ServerAccess,
    { guard, timeouts }: MySqlSessionOptions,
  ): Promise<MySqlSession> {
    const socket = guardedSocket(guard, host, port);
    const abandon = () => {
      socket.destroy(signal?.aborted ? toError(signal.reason) : undefined);
    };
    // Once it is cut, what is under way fails, and so does whatever comes after it.
    signal?.addEventListener('abort', abandon);
    socket.once('close', () => signal?.removeEventListener('abort', abandon));
    const identity = tls?.serverName ?? host;
    // Node compares a certificate with this where it has no name to send, which is so for IP addresses; mysql2 leaves it out.
    Reflect.set(socket, '_host', identity);
    const connection = await within(
      timeouts.connectMs,
      createConnection({
        stream: () => socket,
        // With a socket of our own, used for the certificate alone.
        host: identity,
        user: administrator.username,
        password: administrator.password.reveal(),
        ...(tls && {
          ssl: {
            ...(tls.caPem !== undefined && { ca: tls.caPem }),
            rejectUnauthorized: true,
            verifyIdentity: true,
          },
        }),
        charset: 'utf8mb4',
        connectTimeout: 0,
        supportBigNumbers: true,
        multipleStatements: false,
        // A server must not be able to ask for our files.
        flags: ['-LOCAL_FILES'],
      }),
      abandon,
    ).catch(error => {
      abandon();
      throw error;
    });
    // An end between two statements is told by the next one.
    connection.on('error', () => {});
    return new MySqlSession(connection, timeouts, abandon);
  }

  /** Which server this is. */
  get product(): Product {
    if (!this.#product) {
      throw new Error('The session is not settled yet');
    }
    return this.#product;
  }

  /** Runs a statement without values: everything in it is quoted by the functions of sql.ts. */
  async run(statement: string): Promise<void> {
    await this.#within(this.#connection.query(statement));
  }

  /** Runs a statement whose failure by one of these error numbers counts as done. */
  async runUnless(numbers: readonly number[], statement: string) {
    await this.run(statement).catch(error => {
      if (!numbers.includes(numberOf(error) ?? 0)) {
        throw error;
      }
    });
  }

  /** The rows of a query, its values sent apart from it; a statement that changes something has none. */
  async rows<T>(
    shape: z.ZodType<T>,
    query: string,
    values: readonly (string | number)[] = [],
  ): Promise<T[]> {
    const [rows] = await this.#within(
      values.length > 0
        ? this.#connection.execute(query, [...values])
        : this.#connection.query(query),
    );
    return z.array(shape).parse(Array.isArray(rows) ? rows : []);
  }

  /** Quoting counts on these modes; nobody waits longer than 10 s for another's lock. */
  async #settle(): Promise<void> {
    await this.run(
      "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES', SESSION lock_wait_timeout = 10, SESSION innodb_lock_wait_timeout = 10",
    );
    const [row] = await this.rows(
      z.object({ version: z.string() }),
      'SELECT VERSION() AS version',
    );
    const product = productOf(row?.version ?? '');
    if (!product) {
      throw new EngineError(
        'too-old',
        `The server says it is version ${
          row?.version ?? 'unknown'
        }, which is neither MariaDB nor MySQL; register one of those`,
        false,
      );
    }
    this.#product = product;
  }

  async #within<T>(work: Promise<T>): Promise<T> {
    return within(this.#timeouts.statementMs, work, this.#abandon);
  }

  private async close(): Promise<void> {
    await within(GOODBYE_MS, this.#connection.end(), () => {}).catch(() => {});
    this.#abandon();
  }
}
