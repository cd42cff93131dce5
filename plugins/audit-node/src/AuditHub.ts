import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { AuditorEvent } from '@backstage/backend-defaults/auditor';

/**
 * What Backstage's auditor said that belongs into the operation log, with the moment it was said.
 *
 * @public
 */
export interface AuditedEvent {
  /** The same however often it is delivered. */
  id: string;
  event: AuditorEvent;
  at: Date;
}

/**
 * How many events wait at most for the log; beyond that the oldest of whoever has the most waiting is let go, and counted,
 * so that nobody pushes out what others did.
 */
const MOST_WAITING = 10_000;
const BATCH = 500;

/**
 * Carries events from every plugin's auditor to the audit backend, in memory. An event stays until the log has it, so a
 * database that is away for a while loses none.
 *
 * @public
 */
export class AuditHub {
  #waiting: AuditedEvent[] = [];
  readonly #waitingOf = new Map<string, number>();
  #lost = 0;
  readonly #listeners = new Set<() => void>();

  /** Hands over an event and returns at once. */
  record(audited: AuditedEvent): void {
    this.#waiting.push(audited);
    this.#count(audited, 1);
    if (this.#waiting.length > MOST_WAITING) {
      this.#letGo();
    }
    for (const listener of this.#listeners) {
      listener();
    }
  }

  /** Calls the listener at each new event. Gives the way to stop listening. */
  onRecord(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Gives everything that waits to the sink, oldest first, at most 500 at a time, and lets go of what it took. What the
   * sink throws at stays, and comes again. Calls must not overlap.
   *
   * @returns how many events were lost since the last time because too many waited
   */
  async deliver(
    sink: (events: AuditedEvent[]) => Promise<void>,
  ): Promise<number> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH);
      await sink(batch);
      const taken = new Set(batch);
      // What was let go meanwhile is not counted any more.
      for (const audited of this.#waiting) {
        if (taken.has(audited)) {
          this.#count(audited, -1);
        }
      }
      this.#waiting = this.#waiting.filter(audited => !taken.has(audited));
    }
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }

  #letGo(): void {
    let most = 0;
    let loudest = '';
    for (const [actor, waiting] of this.#waitingOf) {
      if (waiting > most) {
        most = waiting;
        loudest = actor;
      }
    }
    const at = this.#waiting.findIndex(one => actorOf(one) === loudest);
    this.#waiting.splice(at, 1).forEach(gone => this.#count(gone, -1));
    this.#lost += 1;
  }

  #count(audited: AuditedEvent, change: 1 | -1): void {
    const actor = actorOf(audited);
    const waiting = (this.#waitingOf.get(actor) ?? 0) + change;
    if (waiting > 0) {
      this.#waitingOf.set(actor, waiting);
    } else {
      this.#waitingOf.delete(actor);
    }
  }
}

/**
 * Who caused an event, by what Backstage knows of the request, and else by what the event says.
 *
 * @public
 */
export function actorOf({ event }: AuditedEvent): string {
  const said = event.meta?.actor;
  return event.actor.actorId ?? (typeof said === 'string' ? said : 'unknown');
}

/**
 * The one hub of the backend. Auditors write to it, the audit backend alone reads.
 *
 * @public
 */
export const auditHubRef = createServiceRef<AuditHub>({
  id: 'flytower.audit.hub',
  scope: 'root',
});

/**
 * Add it to the backend once.
 *
 * @public
 */
export const auditHubFactory = createServiceFactory({
  service: auditHubRef,
  deps: {},
  factory: () => new AuditHub(),
});
