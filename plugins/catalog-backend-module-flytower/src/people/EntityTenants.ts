import { AuthService } from '@backstage/backend-plugin-api';
import {
  stringifyEntityRef,
  RELATION_MEMBER_OF,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { TENANT_ANNOTATION } from '@flytower/contract';
import { Clock } from '@flytower/durable';

/** Milliseconds for which an answer of the catalog counts. Whose an entity is does not change; it comes and goes. */
const FRESH_MS = 10_000;
/** How many answers are kept. Beyond, all are forgotten: a page asks for what it needs. */
const MOST = 20_000;
/** How many entities are asked for at once: the catalog takes a body of 100 kB. */
const BATCH = 500;

/** Whose an entity is: a tenant's slug, or undefined where it is nobody's. */
interface Facts {
  tenant: string | undefined;
}

interface Kept<T> {
  value: T;
  until: number;
}

/**
 * What the catalog itself says of entities that others refer to, read as the platform and kept for seconds: whose they are,
 * and in which of the company's groups a person is. It holds facts, never rights: who is in which tenant is decided by the
 * memberships of the moment.
 */
export class EntityTenants {
  readonly #auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  readonly #catalog: Pick<
    CatalogService,
    'getEntitiesByRefs' | 'getEntityByRef'
  >;
  readonly #clock: Clock;
  readonly #facts = new Map<string, Kept<Facts>>();
  readonly #groups = new Map<string, Kept<ReadonlySet<string>>>();

  private constructor(options: EntityTenantsOptions) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#clock = options.clock;
  }

  static create(options: EntityTenantsOptions): EntityTenants {
    return new EntityTenants(options);
  }

  /** Whose each of the entities is; what is not in the catalog is not in the answer. */
  async of(refs: readonly string[]): Promise<ReadonlyMap<string, Facts>> {
    const found = new Map<string, Facts>();
    const unknown: string[] = [];
    const now = this.#clock.now().getTime();
    for (const ref of refs) {
      const kept = this.#facts.get(ref);
      if (kept && kept.until > now) {
        found.set(ref, kept.value);
      } else {
        unknown.push(ref);
      }
    }
    for (let from = 0; from < unknown.length; from += BATCH) {
      const asked = unknown.slice(from, from + BATCH);
      for (const [ref, facts] of await this.#read(asked)) {
        found.set(ref, facts);
        keep(this.#facts, ref, { value: facts, until: now + FRESH_MS });
      }
    }
    return found;
  }

  /** The groups that the company's directory puts a person in. */
  async groupsOf(person: string): Promise<ReadonlySet<string>> {
    const now = this.#clock.now().getTime();
    const kept = this.#groups.get(person);
    if (kept && kept.until > now) {
      return kept.value;
    }
    const entity = await this.#catalog.getEntityByRef(person, {
      credentials: await this.#auth.getOwnServiceCredentials(),
    });
    const value = new Set(
      (entity?.relations ?? [])
        .filter(({ type }) => type === RELATION_MEMBER_OF)
        .map(({ targetRef }) => targetRef),
    );
    keep(this.#groups, person, { value, until: now + FRESH_MS });
    return value;
  }

  async #read(entityRefs: string[]): Promise<[string, Facts][]> {
    const { items } = await this.#catalog.getEntitiesByRefs(
      {
        entityRefs,
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.annotations',
        ],
      },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return items.flatMap(entity =>
      entity
        ? [
            [
              stringifyEntityRef(entity),
              { tenant: entity.metadata.annotations?.[TENANT_ANNOTATION] },
            ],
          ]
        : [],
    );
  }
}

interface EntityTenantsOptions {
  auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  catalog: Pick<CatalogService, 'getEntitiesByRefs' | 'getEntityByRef'>;
  clock: Clock;
}

function keep<T>(all: Map<string, Kept<T>>, ref: string, one: Kept<T>): void {
  if (all.size >= MOST) {
    all.clear();
  }
  all.set(ref, one);
}
