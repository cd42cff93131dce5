import { ChangeEvent } from './watchEvent';

/** A server ends a watch when its time is over; one that is silent for so much longer is not there any more. */
const OVERDUE_MS = 30_000;

/**
 * How long a watch may be silent before its connection counts as dead.
 *
 * An API server that serves a kind from its watch cache sends a bookmark about once a minute, so that silence is a sign.
 * It has no such cache for events, and what it says of a quiet list then comes from etcd, every ten minutes or never:
 * there silence means nothing, and the watch is left alone until its time is over. Which of the two a server is, is
 * learned: two bookmarks close enough together prove the first, a connection that fell silent without any the second.
 */
export class BookmarkRhythm {
  readonly #idleMs: number;
  #regular: boolean;
  #listing = false;
  #overdueMs = 0;
  #lastBookmark: number | undefined;
  #heardAt = 0;

  constructor(options: {
    /** How long silence may last where bookmarks are regular. */
    idleTimeoutMs: number;
    /** What is taken to be so before anything was seen. */
    regular: boolean;
  }) {
    this.#idleMs = options.idleTimeoutMs;
    this.#regular = options.regular;
  }

  /** How long it may be silent from now. */
  get limitMs(): number {
    return this.#regular || this.#listing
      ? this.#idleMs
      : Math.max(this.#idleMs, this.#overdueMs);
  }

  opened(
    now: number,
    connection: { listing: boolean; lifetimeMs: number },
  ): void {
    this.#heardAt = now;
    this.#listing = connection.listing;
    this.#overdueMs = connection.lifetimeMs + OVERDUE_MS;
    this.#lastBookmark = undefined;
  }

  heard(now: number, events: ChangeEvent[]): void {
    this.#heardAt = now;
    for (const event of events) {
      if (event.type === 'bookmark' && event.initialEventsEnd) {
        this.#listing = false;
      } else if (event.type === 'bookmark') {
        this.#regular ||=
          now - (this.#lastBookmark ?? -Infinity) <= this.#idleMs;
        this.#lastBookmark = now;
      }
    }
  }

  fellSilent(): void {
    this.#regular &&= this.#lastBookmark !== undefined;
  }

  quietFor(now: number): number {
    return now - this.#heardAt;
  }
}
