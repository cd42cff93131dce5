import { ChangeEvent, ChangePage } from '@flytower/contract';
import { makeEntity } from '../entities/makeEntity';
import { Source, SourceSnapshot } from '../sources/Source';

const PAGE = 3;

/** A source of Systems by name and title, with a feed of its own and everything that can go wrong with one. */
export class MemorySource implements Source {
  readonly name = 'delivery';
  objects = new Map<string, string>();
  feed: ChangeEvent[] = [];
  fault: 'none' | 'down' | 'half' = 'none';
  snapshots = 0;
  #saved: { objects: Map<string, string>; feed: ChangeEvent[] } | undefined;

  concerns = ({ type }: ChangeEvent) => !type.startsWith('release.');

  put(name: string, title: string) {
    this.objects.set(name, title);
    this.tell('application.updated.v1');
  }

  remove(name: string) {
    if (this.objects.delete(name)) {
      this.tell('application.deleted.v1');
    }
  }

  tell(type: string) {
    const sequence = this.feed.length + 1;
    this.feed.push({
      id: `event-${sequence}`,
      sequence,
      type,
      subject: { kind: 'application', id: 'a', name: 'a' },
      actor: 'user:default/dan',
      summary: 'Something happened',
      data: {},
      at: '2026-03-01T10:00:00.000Z',
    });
  }

  save() {
    this.#saved = { objects: new Map(this.objects), feed: [...this.feed] };
  }

  /** As after a restored backup: objects and feed are those of then, or none. */
  restore() {
    this.objects = new Map(this.#saved?.objects);
    this.feed = [...(this.#saved?.feed ?? [])];
  }

  async changes(after: number): Promise<ChangePage> {
    this.#assertUp();
    const changes = this.feed
      .filter(({ sequence }) => sequence > after)
      .slice(0, PAGE);
    return {
      changes,
      last: changes.at(-1)?.sequence ?? Math.min(after, this.feed.length),
    };
  }

  async snapshot(): Promise<SourceSnapshot> {
    this.#assertUp();
    this.snapshots += 1;
    if (this.fault === 'half') {
      throw new SyntaxError('Unterminated string in JSON at position 4096');
    }
    return {
      sequence: this.feed.at(-1)?.sequence ?? 0,
      entities: [...this.objects].map(([name, title]) =>
        makeEntity({
          source: this.name,
          origin: `application/${name}`,
          kind: 'System',
          namespace: 'payments',
          name,
          title,
          tenant: 'payments',
          spec: { owner: 'group:flytower/payments' },
        }),
      ),
    };
  }

  #assertUp() {
    if (this.fault === 'down') {
      throw new TypeError('fetch failed');
    }
  }
}
