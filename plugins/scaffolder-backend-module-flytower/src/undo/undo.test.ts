import { resolve } from 'node:path';
import { NotFoundError, ResponseError } from '@backstage/errors';
import { describeDatabases, FakeClock } from '@flytower/durable/testUtils';
import { ArchiveStore } from '../archives/ArchiveStore';
import { Delivery } from '../delivery/deliveryOf';
import { once } from './once';
import { undoTask } from './undoTask';
import { WorkStore } from './WorkStore';

const migrations = resolve(__dirname, '../../migrations');

/** An answer of delivery that is not 2xx. */
async function refusal(status: number): Promise<ResponseError> {
  return ResponseError.fromResponse(
    new Response(JSON.stringify({ error: { name: 'E', message: 'no' } }), {
      status,
      headers: { 'content-type': 'application/json' },
    }),
  );
}

/** Delivery's applications, with its promise that one key makes one thing. */
class Applications {
  readonly there = new Map<string, string>();
  readonly #keys = new Map<string, string>();
  loseNextAnswer = false;
  #ids = 0;

  readonly client = {
    createApplication: async (call: {
      body: { slug: string };
      idempotencyKey: string;
    }) => {
      const known = this.#keys.get(call.idempotencyKey);
      const id = known ?? `id-${++this.#ids}`;
      if (!known) {
        if (this.there.has(call.body.slug)) {
          throw await refusal(409);
        }
        this.there.set(call.body.slug, id);
        this.#keys.set(call.idempotencyKey, id);
      }
      if (this.loseNextAnswer) {
        this.loseNextAnswer = false;
        throw new TypeError('fetch failed');
      }
      return { id };
    },
    getApplication: async (call: { params: { application: string } }) => {
      const id = this.there.get(call.params.application);
      if (!id) {
        throw await refusal(404);
      }
      return { id };
    },
    deleteApplication: async (call: { params: { application: string } }) => {
      if (!this.there.delete(call.params.application)) {
        throw new NotFoundError('not there');
      }
    },
  } as unknown as Delivery;
}

describeDatabases('a task', openTestStore => {
  async function begin() {
    const store = await openTestStore(migrations);
    const clock = new FakeClock();
    const works = WorkStore.create({ store, clock });
    const archives = ArchiveStore.create({ store, clock });
    const applications = new Applications();
    const said: string[] = [];
    const logger = {
      info: (line: string) => said.push(line),
      warn: (line: string) => said.push(line),
    };
    const ctx = (taskId: string) => ({
      task: { id: taskId },
      step: { id: 'application' },
      checkpoint: async <T>({ fn }: { fn: () => Promise<T> | T }) => fn(),
    });
    const make = (taskId: string, name: string) => {
      const intent = {
        kind: 'application',
        tenant: 'payments',
        name,
        body: { slug: name },
      } as const;
      return once(ctx(taskId) as never, works, intent, async key => ({
        id: (
          await applications.client.createApplication({
            params: { tenant: 'payments' },
            body: { slug: name, displayName: name },
            idempotencyKey: key,
          })
        ).id,
      }));
    };
    const undo = (taskId: string) =>
      undoTask(taskId, {
        works,
        archives,
        delivery: applications.client,
        logger: logger as never,
        pause: async () => undefined,
        looks: 1,
      });
    return { works, archives, applications, clock, said, make, undo };
  }

  it('makes a thing once however often its step is repeated', async () => {
    const { applications, make } = await begin();
    const first = await make('task-1', 'shop');
    expect(await make('task-1', 'shop')).toEqual(first);
    expect([...applications.there]).toEqual([['shop', 'id-1']]);
  });

  it('takes away what it made, and says so', async () => {
    const { applications, said, make, undo } = await begin();
    await make('task-1', 'shop');
    expect(await undo('task-1')).toEqual({ done: 1, left: [] });
    expect(applications.there.size).toBe(0);
    expect(said).toEqual(['Deleted the application shop of payments']);
  });

  it('takes away what was made although its answer was lost', async () => {
    const { applications, make, undo } = await begin();
    applications.loseNextAnswer = true;
    await expect(make('task-1', 'shop')).rejects.toThrow('fetch failed');
    expect(applications.there.size).toBe(1);
    expect(await undo('task-1')).toEqual({ done: 1, left: [] });
    expect(applications.there.size).toBe(0);
  });

  it('leaves what was there before', async () => {
    const { applications, make, undo } = await begin();
    applications.there.set('shop', 'older');
    await expect(make('task-1', 'shop')).rejects.toThrow();
    expect(await undo('task-1')).toEqual({ done: 0, left: [] });
    expect([...applications.there]).toEqual([['shop', 'older']]);
  });

  it('leaves what somebody else made since under the same name', async () => {
    const { applications, said, make, undo } = await begin();
    await make('task-1', 'shop');
    applications.there.set('shop', 'anew');
    await undo('task-1');
    expect([...applications.there]).toEqual([['shop', 'anew']]);
    expect(said[0]).toContain("none of this run's");
  });

  it('makes nothing more once its undoing has begun', async () => {
    const { applications, make, undo } = await begin();
    await make('task-1', 'shop');
    await undo('task-1');
    await expect(make('task-1', 'shop')).rejects.toThrow(
      'start over from the template',
    );
    expect(applications.there.size).toBe(0);
    expect(await make('task-2', 'shop')).toEqual({ id: 'id-2' });
  });

  it('says what it could not undo, and goes on with it at the next try', async () => {
    const { applications, make, undo } = await begin();
    await make('task-1', 'shop');
    const { deleteApplication } = applications.client;
    Object.assign(applications.client, {
      deleteApplication: async () => {
        throw new Error('the cluster cannot be reached');
      },
    });
    expect(await undo('task-1')).toEqual({
      done: 0,
      left: [
        'The application shop could not be undone: the cluster cannot be reached',
      ],
    });
    Object.assign(applications.client, { deleteApplication });
    expect(await undo('task-1')).toEqual({ done: 1, left: [] });
  });

  it('keeps an archive for its creator for a day', async () => {
    const { archives, clock } = await begin();
    const put = (key: string) =>
      archives.put({
        key,
        owner: 'user:default/dan',
        fileName: 'checkout.zip',
        content: Buffer.from('zip'),
      });
    const { id } = await put('key');
    expect((await put('key')).id).toBe(id);
    expect(await archives.content(id, 'user:default/dan')).toEqual(
      Buffer.from('zip'),
    );
    expect(await archives.find(id, 'user:default/shen')).toBeUndefined();
    expect(await archives.sweep()).toBe(0);
    clock.advance(24 * 60 * 60 * 1000);
    expect(await archives.find(id, 'user:default/dan')).toBeUndefined();
    expect(await archives.sweep()).toBe(1);
  });
});
