import { OperationStep } from '@flytower/contract';
import { Outcome } from '@flytower/durable';
import { UnsealError } from '@flytower/sealing';
import type { Knex } from 'knex';
import { InstanceRecord } from '../../domain/records';
import { stepped } from '../../domain/steps';
import {
  Drivers,
  EngineDriver,
  EngineError,
  ServerAccess,
} from '../../engines/EngineDriver';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { ServerService } from '../servers/ServerService';

/** How long work waits that only a person can help; an update of the server, or its recovery, wakes it before. */
const PERSON_MS = 5 * 60_000;

/** A server at hand: its driver, and how it is reached. */
export interface ServerInHand {
  name: string;
  driver: EngineDriver;
  access: ServerAccess;
}

/** What kept an act on a server from being done. */
export interface Trouble {
  kind: 'retry' | 'person' | 'foreign';
  sentence: string;
}

/** Acts of operations on servers: reaches the server, and says what a failure means for the operation. */
export class ServerDesk {
  readonly #stores: PublicServicesStores;
  readonly #servers: ServerService;
  readonly #drivers: Drivers;

  static create(options: {
    stores: PublicServicesStores;
    servers: ServerService;
    drivers: Drivers;
  }): ServerDesk {
    return new ServerDesk(options);
  }

  private constructor(options: {
    stores: PublicServicesStores;
    servers: ServerService;
    drivers: Drivers;
  }) {
    this.#stores = options.stores;
    this.#servers = options.servers;
    this.#drivers = options.drivers;
  }

  /** The server of an instance, at hand until the signal is aborted; undefined before one is chosen. */
  async serverOf(
    knex: Knex,
    instance: InstanceRecord,
    signal?: AbortSignal,
  ): Promise<ServerInHand | undefined> {
    const server =
      instance.serverId === undefined
        ? undefined
        : await this.#stores.servers.byId(knex, instance.serverId);
    return (
      server && {
        name: server.name,
        driver: this.#drivers[server.engine],
        access: {
          ...this.#servers.accessOf(server),
          ...(signal ? { signal } : {}),
        },
      }
    );
  }

  /** Acts; a failure that an operation can live with is the answer, any other is thrown. */
  async attempt(act: () => Promise<void>): Promise<Trouble | undefined> {
    try {
      await act();
      return undefined;
    } catch (error) {
      return troubleOf(error);
    }
  }
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof UnsealError) {
    return {
      kind: 'person',
      sentence: `A password cannot be opened: ${error.message}`,
    };
  }
  if (!(error instanceof EngineError)) {
    throw error;
  }
  const { code, retry, message } = error;
  if (code === 'foreign') {
    return { kind: 'foreign', sentence: message };
  }
  return { kind: retry ? 'retry' : 'person', sentence: message };
}

/** The outcome of a pass that could not do its step: it waits, for the server or for a person. */
export function waitingFor(
  trouble: Trouble,
  at: { steps: readonly OperationStep[]; step: string; now: Date },
): Outcome {
  const sentence = trouble.sentence.replace(/\.$/, '');
  const person = trouble.kind !== 'retry';
  const reason = person
    ? `${sentence}. It waits for an operations admin, and goes on when that is mended`
    : `${sentence}. It is tried again by itself`;
  return {
    state: 'waiting',
    reason,
    steps: stepped(
      at.steps,
      at.step,
      { state: 'waiting', message: sentence },
      at.now,
    ),
    lastError: trouble.sentence,
    ...(person ? { nextInMs: PERSON_MS } : {}),
  };
}
