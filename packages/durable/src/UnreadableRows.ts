import { LoggerService } from '@backstage/backend-plugin-api';
import { z } from 'zod';

/** At most so many rows are remembered as said. */
const REMEMBERED = 10_000;

/** Rows of one table, and how they are read. */
export interface RowsToRead<T> {
  /** For the message. */
  table: string;
  rows: readonly unknown[];
  parse: (raw: unknown) => T;
  /** The column that names a row in the message; `id` when left out. */
  key?: string;
}

/**
 * Reads rows one by one: what one of them holds is its own affair. A row that cannot be read (damaged, or written by a
 * newer version) is left out, and said once as an ERROR that names it.
 */
export class UnreadableRows {
  readonly #logger: LoggerService;
  readonly #said = new Set<string>();

  constructor(logger: LoggerService) {
    this.#logger = logger;
  }

  /** Those that can be read, in their order. */
  leaveOut<T>({ table, rows, parse, key = 'id' }: RowsToRead<T>): T[] {
    return rows.flatMap(raw => {
      try {
        return [parse(raw)];
      } catch (error) {
        this.#say(`${key} ${keyOf(raw, key)} of the table ${table}`, error);
        return [];
      }
    });
  }

  #say(name: string, error: unknown): void {
    if (this.#said.has(name)) {
      return;
    }
    if (this.#said.size >= REMEMBERED) {
      this.#said.clear();
    }
    this.#said.add(name);
    this.#logger.error(
      `The row with ${name} cannot be read and is left out: ${inWords(
        error,
      )}. It is damaged, or a newer version wrote it: upgrade this backend, or mend the row`,
    );
  }
}

function keyOf(raw: unknown, key: string): string {
  const entries =
    typeof raw === 'object' && raw !== null ? Object.entries(raw) : [];
  const found = entries.find(([name]) => name === key);
  return found ? String(found[1]) : '(unknown)';
}

/** Where it is wrong, and never what stands there: a column may hold what nobody should read in a log. */
function inWords(error: unknown): string {
  if (error instanceof z.ZodError) {
    const places = error.issues.map(({ path, code }) =>
      path.length > 0 ? `${path.join('.')} (${code})` : code,
    );
    return `it has another shape at ${[...new Set(places)].join(', ')}`;
  }
  return error instanceof SyntaxError
    ? 'a column holds no JSON'
    : 'its columns do not fit together';
}
