import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  appendEvent,
  Clock,
  newId,
  OperationStore,
  Store,
} from '@flytower/durable';
import {
  RegisterServer,
  Server,
  ServerAccessInput,
  ServerCheck,
  serverSchema,
} from '@flytower/plugin-public-services-common';
import { Sealer, Secret } from '@flytower/sealing';
import type { Knex } from 'knex';
import { ServerRecord } from '../../domain/records';
import { Drivers, EngineError, ServerAccess } from '../../engines/EngineDriver';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { assertGeneration } from '../operations/assertGeneration';
import { Asking, Commands } from '../operations/Commands';
import { fingerprintOf, openAccess, sealAccess } from './serverSeal';
import { serverEvent, serverView } from './serverView';

type Usable = Extract<ServerCheck, { outcome: 'usable' }>;

export interface ServerServiceOptions {
  store: Store;
  stores: PublicServicesStores;
  operations: OperationStore;
  commands: Commands;
  drivers: Drivers;
  sealer: Sealer;
  clock: Clock;
  /** Names of the servers that the configuration registers. */
  configured: ReadonlySet<string>;
}

/** How many of a server's instances are looked for before another address counts as the same server. */
const PROOFS = 5;

/** The commands on servers. Each asks the server first, outside of any transaction; what it refuses is an InputError. */
export class ServerService {
  readonly #options: ServerServiceOptions;

  static create(options: ServerServiceOptions): ServerService {
    return new ServerService(options);
  }

  private constructor(options: ServerServiceOptions) {
    this.#options = options;
  }

  async list(): Promise<Server[]> {
    const { store, stores } = this.#options;
    const counts = await stores.servers.instanceCounts(store.knex);
    const servers = await stores.servers.list(store.knex);
    return servers.map(one => serverView(one, counts.get(one.id) ?? 0));
  }

  async get(name: string): Promise<Server> {
    const { store, stores } = this.#options;
    const server = await this.#server(store.knex, name);
    const counts = await stores.servers.instanceCounts(store.knex);
    return serverView(server, counts.get(server.id) ?? 0);
  }

  /** What a server answers, and whether it could be registered. Nothing is saved. */
  async check(input: ServerAccessInput): Promise<ServerCheck> {
    const { store, stores, drivers } = this.#options;
    const access = accessOf(input);
    const taken = await stores.servers.byAddress(store.knex, access);
    if (taken) {
      return {
        outcome: 'refused',
        code: 'registered-already',
        sentence: sameAddress(taken),
      };
    }
    return drivers[access.engine].check(access);
  }

  async register(
    { name, displayName, access: input }: RegisterServer,
    asking: Asking,
  ): Promise<Server> {
    const { commands } = this.#options;
    const access = accessOf(input);
    const check = await this.mustBeUsable(access);
    const answer = await commands.once(
      ['registerServer', name, displayName, fingerprintOf(access)],
      asking,
      async trx =>
        serverView(
          await this.insert(trx, {
            name,
            displayName,
            access,
            check,
            demo: false,
            person: asking.requester,
          }),
          0,
        ),
    );
    return serverSchema.parse(answer);
  }

  /** Adds a server that was seen to be usable. */
  async insert(
    trx: Knex.Transaction,
    options: {
      name: string;
      displayName: string;
      access: ServerAccess;
      check: Usable;
      demo: boolean;
      person: string;
    },
  ): Promise<ServerRecord> {
    const { stores, sealer, clock } = this.#options;
    const { access, check, person, name } = options;
    const id = newId();
    const now = clock.now().toISOString();
    const server: ServerRecord = {
      id,
      name,
      displayName: options.displayName,
      engine: access.engine,
      host: access.host,
      port: access.port,
      encrypted: access.tls !== undefined,
      administrator: access.administrator.username,
      ...sealAccess(sealer, id, access),
      product: check.product,
      version: check.version,
      health: answers(check),
      checkedAt: now,
      demo: options.demo,
      createdBy: person,
      createdAt: now,
      generation: 1,
    };
    if (!(await stores.servers.insert(trx, server))) {
      const taken = await stores.servers.byAddress(trx, access);
      throw new ConflictError(
        taken
          ? sameAddress(taken)
          : `There is a server "${name}" already; choose another name`,
      );
    }
    await appendEvent(
      trx,
      clock,
      serverEvent('registered', server, {
        actor: person,
        outcome: 'succeeded',
        summary: `Server "${name}" was registered: ${check.product} ${check.version} at ${access.host}:${access.port}`,
      }),
    );
    return server;
  }

  async update(
    name: string,
    change: {
      displayName?: string;
      access?: Omit<ServerAccessInput, 'engine'>;
    },
    asking: { requester: string; ifMatch?: string },
  ): Promise<Server> {
    const { store, configured } = this.#options;
    const server = await this.#server(store.knex, name);
    assertGeneration(`Server "${name}"`, server.generation, asking.ifMatch);
    if (change.access && configured.has(name)) {
      throw new ConflictError(
        `Server "${name}" is registered by flytower.publicServices.demoServers; change it there`,
      );
    }
    await this.change(server, {
      ...(change.displayName === undefined
        ? {}
        : { displayName: change.displayName }),
      ...(change.access
        ? { access: accessOf({ ...change.access, engine: server.engine }) }
        : {}),
      person: asking.requester,
    });
    return this.get(name);
  }

  /** Changes a server; another address or administrator counts once it is seen to be the same server. */
  async change(
    server: ServerRecord,
    change: { displayName?: string; access?: ServerAccess; person: string },
  ): Promise<void> {
    const { store, stores, sealer, clock } = this.#options;
    const { access, displayName = server.displayName, person } = change;
    const check = access && (await this.mustBeUsable(access));
    if (access) {
      await this.#mustBeTheSame(server, access);
    }
    await store.transaction(async trx => {
      const taken = access && (await stores.servers.byAddress(trx, access));
      if (taken && taken.id !== server.id) {
        throw new ConflictError(sameAddress(taken));
      }
      const changed: ServerRecord = {
        ...server,
        displayName,
        ...(access && check
          ? {
              host: access.host,
              port: access.port,
              encrypted: access.tls !== undefined,
              administrator: access.administrator.username,
              ...sealAccess(sealer, server.id, access),
              product: check.product,
              version: check.version,
              health: answers(check),
              checkedAt: clock.now().toISOString(),
            }
          : {}),
        generation: server.generation + 1,
      };
      if (!(await stores.servers.update(trx, changed))) {
        throw new ConflictError(
          `Server "${server.name}" was changed by somebody else just now; look again and decide anew`,
        );
      }
      await appendEvent(
        trx,
        clock,
        serverEvent('updated', changed, {
          actor: person,
          outcome: 'succeeded',
          summary: access
            ? `How server "${server.name}" is reached was changed`
            : `Server "${server.name}" is shown as "${displayName}"`,
        }),
      );
    });
    await this.wake(server.id);
  }

  async delete(name: string, person: string): Promise<void> {
    const { store, stores, clock, configured } = this.#options;
    if (configured.has(name)) {
      throw new ConflictError(
        `Server "${name}" is registered by flytower.publicServices.demoServers; take it out there first`,
      );
    }
    await store.transaction(async trx => {
      const server = await this.#server(trx, name);
      const held = await stores.instances.all(trx, { serverId: server.id });
      const plans = await stores.plans.list(trx);
      const serves = plans.filter(plan => plan.serverIds.includes(server.id));
      if (held.length > 0 || serves.length > 0) {
        const reasons = [
          ...(held.length > 0 ? [`it holds ${held.length} instances`] : []),
          ...serves.map(plan => `the plan "${plan.name}" carves from it`),
        ];
        throw new ConflictError(
          `Server "${name}" is in use: ${reasons.join(', ')}; end that first`,
        );
      }
      await stores.servers.delete(trx, server.id);
      await appendEvent(
        trx,
        clock,
        serverEvent('deleted', server, {
          actor: person,
          outcome: 'succeeded',
          summary: `Server "${name}" was forgotten; what is on it stays`,
        }),
      );
    });
  }

  /** Operations that wait for this server look again now. */
  async wake(serverId: string): Promise<void> {
    const { store, stores, operations } = this.#options;
    const ids = await stores.servers.subjectsOn(store.knex, serverId);
    await operations.wake(ids);
  }

  /** Throws an InputError with the server's own refusal. */
  async mustBeUsable(access: ServerAccess): Promise<Usable> {
    const check = await this.#options.drivers[access.engine].check(access);
    if (check.outcome === 'refused') {
      throw new InputError(check.sentence);
    }
    return check;
  }

  /** What Flytower made on the server must be there under the new address too. */
  async #mustBeTheSame(
    server: ServerRecord,
    access: ServerAccess,
  ): Promise<void> {
    const { store, stores, drivers } = this.#options;
    const held = await stores.instances.all(store.knex, {
      serverId: server.id,
    });
    const made = held.filter(
      ({ state }) => state === 'ready' || state === 'disabled',
    );
    for (const instance of made.slice(0, PROOFS)) {
      try {
        const { database } = await drivers[server.engine].observe(
          access,
          instance,
        );
        if (database === 'own') {
          continue;
        }
      } catch (error) {
        if (error instanceof EngineError) {
          throw new InputError(error.message);
        }
        throw error;
      }
      throw new InputError(
        `${access.host}:${access.port} is another server: it does not hold "${instance.database}", which Flytower made on "${server.name}"; register it under a name of its own`,
      );
    }
  }

  /** The access as it is kept, or an UnsealError. */
  accessOf(server: ServerRecord): ServerAccess {
    return openAccess(this.#options.sealer, server);
  }

  async #server(knex: Knex, name: string): Promise<ServerRecord> {
    const server = await this.#options.stores.servers.find(knex, name);
    if (!server) {
      throw new NotFoundError(`There is no server "${name}"`);
    }
    return server;
  }
}

/** The health of a server that answered well. */
export function answers(check: Usable): ServerRecord['health'] {
  return {
    status: 'healthy',
    sentence: `Answers: ${check.product} ${check.version}`,
  };
}

function accessOf({
  administrator,
  tls,
  ...access
}: ServerAccessInput): ServerAccess {
  return {
    ...access,
    ...(tls ? { tls } : {}),
    administrator: {
      username: administrator.username,
      password: Secret.of(administrator.password),
    },
  };
}

function sameAddress(taken: ServerRecord): string {
  return `${taken.host}:${taken.port} is registered already, as "${taken.name}"`;
}
