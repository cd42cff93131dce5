import { ChangeEvent, ChangePage, FeedEvent } from '@flytower/contract';
import { makeEntity } from '../entities/makeEntity';
import { Source, SourceSnapshot } from '../sources/Source';

const PAGE = 3;

/** A source of Systems by name and title, with a feed of its own and everything that can go wrong with one. */
export class MemorySource implements Source {
  readonly name = 'delivery';
  objects = new Map<string, string>();
  feed: ChangeEvent[] = [];
  fault: 'none' | 'down' | 'half' = 'none';
  /** What was asked for: `all`, or the subjects. */
  readonly asked: string[] = [];
  #last = { sequence: 0, id: '' };
  #told = 0;
  #saved = this.#state();

  subjectsOf({ type, subject }: FeedEvent) {
    if (type.startsWith('release.')) {
      return [];
    }
    return subject.id === '' ? undefined : [subject.id];
  }

  put(name: string, title: string) {
    this.objects.set(name, title);
    this.tell('application.updated.v1', name);
  }

  remove(name: string) {
    if (this.objects.delete(name)) {
      this.tell('application.deleted.v1', name);
    }
  }

  /** Tells of a subject, or of none in particular. */
  tell(type: string, id: string = '') {
    this.#told += 1;
    const event = {
      id: `event-${this.#told}`,
      sequence: this.#last.sequence + 1,
      type,
      subject: { kind: 'application', id, name: id },
      actor: 'user:default/dan',
      summary: 'Something happened',
      data: {},
      at: '2026-03-01T10:00:00.000Z',
    };
    this.feed.push(event);
    this.#last = event;
  }

  save() {
    this.#saved = this.#state();
  }

  /** As after a restored backup: objects and feed are those of then, or none. */
  restore() {
    this.objects = new Map(this.#saved.objects);
    this.feed = [...this.#saved.feed];
    this.#last = this.#saved.last;
  }

  async changes(after: string): Promise<ChangePage> {
    this.#assertUp();
    if (after === this.#cursor()) {
      return { kind: 'changes', changes: [], cursor: after };
    }
    const [, sequence, id] = after.split('.');
    const known = this.feed.some(
      event => event.sequence === Number(sequence) && event.id === id,
    );
    const fromTheStart = sequence === '0' && this.feed[0]?.sequence === 1;
    if (!known && !fromTheStart) {
      const reason = 'put-back';
      return { kind: 'mismatch', reason, cursor: this.#cursor() };
    }
    const changes = this.feed
      .filter(event => event.sequence > Number(sequence))
      .slice(0, PAGE);
    return { kind: 'changes', changes, cursor: this.#cursor(changes.at(-1)) };
  }

  async snapshot(subjects?: readonly string[]): Promise<SourceSnapshot> {
    this.#assertUp();
    this.asked.push(subjects?.join() ?? 'all');
    if (this.fault === 'half') {
      throw new SyntaxError('Unterminated string in JSON at position 4096');
    }
    return {
      cursor: this.#cursor(),
      entities: [...this.objects]
        .filter(([name]) => !subjects || subjects.includes(name))
        .map(([name, title]) => ({
          subjects: [name],
          entity: makeEntity({
            source: this.name,
            origin: `application/${name}`,
            kind: 'System',
            namespace: 'payments',
            name,
            title,
            tenant: 'payments',
            spec: { owner: 'group:flytower/payments' },
          }),
        })),
    };
  }

  #cursor({ sequence, id } = this.#last): string {
    return `epoch.${sequence}.${id}`;
  }

  #state() {
    return {
      objects: new Map(this.objects),
      feed: [...this.feed],
      last: this.#last,
    };
  }

  #assertUp() {
    if (this.fault === 'down') {
      throw new TypeError('fetch failed');
    }
  }
}
