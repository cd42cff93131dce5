import { ClusterClient } from '../client';
import { KubeRequest, KubeResponse, Transport } from '../http';
import { SimulatedStream } from '../simulation/SimulatedStream';
import { VirtualTimers } from '../simulation/VirtualTimers';
import { ListWatch } from './ListWatch';
import { RowChange } from './RowCache';

/** A row is the object's name and what it says; an object that says "bad" is malformed, "skip" is not wanted. */
interface Row {
  name: string;
  says: string;
}

/**
 * Answers calls in the order of a script, and writes down what was asked. What is asked of the store alone, by a list of one
 * object, has a script of its own; where that says nothing, the store is far ahead.
 */
class ScriptedTransport implements Transport {
  readonly asked: KubeRequest[] = [];
  readonly #script: (KubeResponse | SimulatedStream | Error)[] = [];
  readonly #heads: KubeResponse[] = [];

  then(...answers: (KubeResponse | SimulatedStream | Error)[]): void {
    this.#script.push(...answers);
  }

  thenOfTheStore(...answers: KubeResponse[]): void {
    this.#heads.push(...answers);
  }

  async request(request: KubeRequest): Promise<KubeResponse> {
    if (request.query?.limit === '1') {
      return this.#heads.shift() ?? storeAt('999999');
    }
    const next = this.#next(request);
    if (next instanceof SimulatedStream) {
      throw new Error('A stream was scripted, but a list was asked for');
    }
    return next;
  }

  async stream(request: KubeRequest): Promise<SimulatedStream> {
    const next = this.#next(request);
    if (next instanceof SimulatedStream) {
      return next;
    }
    const stream = new SimulatedStream(next.status, {
      ...(next.headers as Record<string, string>),
    });
    stream.send(Buffer.from(next.body));
    stream.end();
    return stream;
  }

  close(): void {}

  #next(request: KubeRequest): KubeResponse | SimulatedStream {
    this.asked.push(request);
    const next = this.#script.shift() ?? new SimulatedStream(200);
    if (next instanceof Error) {
      throw next;
    }
    return next;
  }
}

function setUp({
  idleTimeoutMs = 90_000,
  sendsBookmarks = true,
  labelSelector = undefined as string | undefined,
  refusalCapMs = undefined as number | undefined,
} = {}) {
  const timers = new VirtualTimers();
  const transport = new ScriptedTransport();
  const batches: RowChange<Row>[][] = [];
  const watch = ListWatch.create<Row>({
    client: ClusterClient.overTransport({ name: 'east', transport }),
    path: '/api/v1/things',
    parse: raw => {
      const { metadata, says } = raw as {
        metadata: { name: string };
        says: string;
      };
      if (says === 'bad') {
        throw new Error('It cannot be understood');
      }
      return says === 'skip' ? undefined : { name: metadata.name, says };
    },
    onEvents: batch => batches.push(batch),
    timers,
    // The least of each wait: 250, 500, 1000 ms …
    random: () => 0,
    idleTimeoutMs,
    sendsBookmarks,
    labelSelector,
    refusalCapMs,
  });
  const queries = () => transport.asked.map(({ query }) => query ?? {});
  const rows = () =>
    [...watch.rows()].map(({ name, says }) => `${name} ${says}`).sort();
  return { timers, transport, batches, watch, queries, rows };
}

function object(name: string, version: number, says = 'hello') {
  return {
    metadata: { name, uid: `uid-${name}`, resourceVersion: String(version) },
    says,
  };
}

function line(type: string, of: object): Uint8Array {
  return Buffer.from(`${JSON.stringify({ type, object: of })}\n`);
}

function bookmark(version: number, end = false): Uint8Array {
  return line('BOOKMARK', {
    metadata: {
      resourceVersion: String(version),
      ...(end && { annotations: { 'k8s.io/initial-events-end': 'true' } }),
    },
  });
}

/** A stream that begins with a complete list. */
function listed(version: number, ...objects: object[]): SimulatedStream {
  const stream = new SimulatedStream(200);
  objects.forEach(it => stream.send(line('ADDED', it)));
  stream.send(bookmark(version, true));
  return stream;
}

function answer(
  status: number,
  body: object,
  headers: Record<string, string> = {},
): KubeResponse {
  return { status, headers, body: JSON.stringify(body) };
}

/** What a list of one object says. */
function storeAt(version: string, remaining = 0): KubeResponse {
  return answer(200, {
    metadata: { resourceVersion: version, remainingItemCount: remaining },
    items: [{}],
  });
}

const gone = { kind: 'Status', code: 410, reason: 'Expired', message: 'old' };

describe('A list-watch', () => {
  it('reads a streamed list and goes on watching on the same connection', async () => {
    const { timers, transport, watch, queries, rows } = setUp();
    const stream = listed(10, object('a', 5), object('b', 7));
    transport.then(stream);
    watch.start();
    await timers.advance(0);
    expect(queries()).toEqual([
      expect.objectContaining({
        watch: '1',
        sendInitialEvents: 'true',
        resourceVersionMatch: 'NotOlderThan',
        allowWatchBookmarks: 'true',
      }),
    ]);
    stream.send(line('MODIFIED', object('a', 11, 'again')));
    stream.send(line('DELETED', object('b', 12)));
    await timers.advance(0);
    expect(rows()).toEqual(['a again']);
    expect(watch.health).toMatchObject({ state: 'live', lists: 1 });
    await watch.stop();
  });

  it('takes an ordinary bookmark inside a list for no end of it', async () => {
    const { timers, transport, watch } = setUp();
    const stream = new SimulatedStream(200);
    transport.then(stream);
    stream.send(line('ADDED', object('a', 5)));
    stream.send(bookmark(9));
    watch.start();
    await timers.advance(0);
    expect(watch.health).toMatchObject({ state: 'syncing', lists: 0 });
    stream.send(bookmark(10, true));
    await timers.advance(0);
    expect(watch.health).toMatchObject({ state: 'live', lists: 1 });
    await watch.stop();
  });

  it('lists in pages where the server cannot stream a list, and watches from there', async () => {
    const { timers, transport, watch, queries, rows } = setUp();
    transport.then(
      answer(422, { kind: 'Status', reason: 'Invalid', message: 'no' }),
      answer(200, {
        metadata: { resourceVersion: '20', continue: 'more' },
        items: [object('a', 5)],
      }),
      answer(200, {
        metadata: { resourceVersion: '20' },
        items: [object('b', 6)],
      }),
    );
    watch.start();
    await timers.advance(0);
    expect(rows()).toEqual(['a hello', 'b hello']);
    expect(queries().slice(1)).toEqual([
      { limit: '500' },
      { limit: '500', continue: 'more' },
      expect.objectContaining({ watch: '1', resourceVersion: '20' }),
    ]);
    await watch.stop();
  });

  it('goes on from the last bookmark after a quiet connection ended', async () => {
    const { timers, transport, watch, queries } = setUp();
    const stream = listed(10);
    transport.then(stream);
    watch.start();
    await timers.advance(60_000);
    stream.send(bookmark(99));
    stream.end();
    await timers.advance(0);
    expect(queries()[1]).toMatchObject({ resourceVersion: '99' });
    expect(watch.health).toMatchObject({ state: 'live', failures: 0 });
    await watch.stop();
  });

  it('renews a connection that fell silent, from the last version seen', async () => {
    const { timers, transport, watch, queries } = setUp();
    const stream = listed(10);
    transport.then(stream);
    watch.start();
    await timers.advance(80_000);
    stream.send(bookmark(30));
    await timers.advance(89_000);
    expect(queries()).toHaveLength(1);
    await timers.advance(1_000);
    expect(watch.health).toMatchObject({
      state: 'stale',
      lastError: 'The connection to cluster "east" broke: it fell silent',
    });
    await timers.advance(250);
    expect(queries()[1]).toMatchObject({ resourceVersion: '30' });
    expect(watch.health.state).toBe('live');
    await watch.stop();
  });

  it('leaves a quiet connection alone where no bookmarks come, until it is overdue', async () => {
    const { timers, transport, watch, queries } = setUp({
      sendsBookmarks: false,
    });
    const stream = listed(10);
    transport.then(stream);
    watch.start();
    // The watch was asked for 300 s; half a minute more, and the server is not there any more.
    await timers.advance(329_000);
    expect(watch.health).toMatchObject({ state: 'live', failures: 0 });
    expect(queries()).toHaveLength(1);
    await timers.advance(1_000);
    expect(stream.open).toBe(false);
    await timers.advance(250);
    expect(queries()[1]).toMatchObject({ resourceVersion: '10' });
    await watch.stop();
  });

  it('learns that a server sends no bookmarks, at the price of one connection', async () => {
    const { timers, transport, watch } = setUp();
    const second = new SimulatedStream(200);
    transport.then(listed(10), second);
    watch.start();
    await timers.advance(90_000);
    expect(watch.health).toMatchObject({ state: 'stale', failures: 1 });
    await timers.advance(250 + 329_000);
    expect(watch.health).toMatchObject({ state: 'live', failures: 1 });
    expect(second.open).toBe(true);
    await watch.stop();
  });

  it('learns that a server sends bookmarks, and then takes silence for what it is', async () => {
    const { timers, transport, watch } = setUp({ sendsBookmarks: false });
    const stream = listed(10);
    transport.then(stream);
    watch.start();
    for (const version of [11, 12]) {
      await timers.advance(60_000);
      stream.send(bookmark(version));
    }
    await timers.advance(89_000);
    expect(stream.open).toBe(true);
    await timers.advance(1_000);
    expect(stream.open).toBe(false);
    await watch.stop();
  });

  it('takes bookmarks every ten minutes for no rhythm', async () => {
    const { timers, transport, watch } = setUp({ sendsBookmarks: false });
    const stream = listed(10);
    transport.then(stream);
    watch.start();
    await timers.advance(60_000);
    stream.send(bookmark(11));
    await timers.advance(260_000);
    stream.send(bookmark(12));
    await timers.advance(260_000);
    expect(stream.open).toBe(true);
    await watch.stop();
  });

  it('does not let a list hang for longer, bookmarks or not', async () => {
    const { timers, transport, watch } = setUp({ sendsBookmarks: false });
    const stream = new SimulatedStream(200);
    stream.send(line('ADDED', object('a', 5)));
    transport.then(stream);
    watch.start();
    await timers.advance(90_000);
    expect(stream.open).toBe(false);
    await watch.stop();
  });

  it('renews a connection that was quiet while the cluster was away', async () => {
    const { timers, transport, watch, queries } = setUp();
    const stream = listed(10, object('a', 5));
    transport.then(stream);
    watch.start();
    await timers.advance(20_000);
    watch.nudge();
    await timers.advance(0);
    expect(stream.open).toBe(false);
    expect(queries()[1]).toMatchObject({ resourceVersion: '10' });
    expect(watch.health).toMatchObject({
      state: 'live',
      lists: 1,
      failures: 0,
    });
    await watch.stop();
  });

  it('waits a minute at most, whatever a server asks', async () => {
    const { timers, transport, watch, queries } = setUp();
    transport.then(
      answer(429, { kind: 'Status' }, { 'retry-after': '86400' }),
      listed(10),
    );
    watch.start();
    await timers.advance(60_000);
    expect(queries()).toHaveLength(2);
    expect(watch.health.state).toBe('live');
    await watch.stop();
  });

  it.each([
    ['a status', () => [answer(410, gone)]],
    [
      'an event in the stream',
      () => {
        const stream = new SimulatedStream(200);
        stream.send(line('ERROR', gone));
        return [stream];
      },
    ],
  ])('lists anew when its version is gone, said by %s', async (_, saidBy) => {
    const { timers, transport, batches, watch, queries, rows } = setUp();
    const first = listed(10, object('a', 5), object('b', 6));
    transport.then(
      first,
      ...saidBy(),
      listed(50, object('b', 6), object('c', 40)),
    );
    watch.start();
    await timers.advance(40_000);
    first.end();
    await timers.advance(0);
    expect(rows()).toEqual(['a hello', 'b hello']);
    await timers.advance(250);
    expect(queries()[2]).toMatchObject({ sendInitialEvents: 'true' });
    expect(rows()).toEqual(['b hello', 'c hello']);
    // Only what differs is told.
    expect(batches.flat().slice(2)).toEqual([
      { type: 'upserted', row: { name: 'c', says: 'hello' } },
      { type: 'deleted', row: { name: 'a', says: 'hello' } },
    ]);
    await watch.stop();
  });

  it('removes nothing when a new list breaks off', async () => {
    const { timers, transport, watch, rows } = setUp();
    const first = listed(10, object('a', 5), object('b', 6));
    const broken = new SimulatedStream(200);
    broken.send(line('ADDED', object('a', 5)));
    transport.then(first, answer(410, gone), broken);
    watch.start();
    await timers.advance(40_000);
    first.end();
    await timers.advance(250);
    broken.end(new Error('read ECONNRESET'));
    await timers.advance(0);
    expect(rows()).toEqual(['a hello', 'b hello']);
    expect(watch.health).toMatchObject({ state: 'stale', lists: 1 });
    await watch.stop();
  });

  it('waits as long as a busy server asks', async () => {
    const { timers, transport, watch, queries } = setUp();
    transport.then(
      answer(429, { kind: 'Status' }, { 'retry-after': '7' }),
      listed(10),
    );
    watch.start();
    await timers.advance(6_999);
    expect(queries()).toHaveLength(1);
    await timers.advance(1);
    expect(queries()).toHaveLength(2);
    expect(watch.health.state).toBe('live');
    await watch.stop();
  });

  it('is stopped by no error: waits double up to half a minute', async () => {
    const { timers, transport, watch } = setUp();
    const times: number[] = [];
    const started = timers.now();
    transport.then(
      ...Array.from({ length: 12 }, () => answer(500, { kind: 'Status' })),
      listed(10),
    );
    watch.start();
    for (let second = 0; second < 300; second += 1) {
      const before = transport.asked.length;
      await timers.advance(250);
      if (transport.asked.length > before) {
        times.push(timers.now() - started);
      }
    }
    // The waits before the second to the ninth try: 250, 500, 1000, 2000, 4000, 8000, 15000, 15000 ms.
    expect(times).toEqual([
      250, 750, 1750, 3750, 7750, 15750, 30750, 45750, 60750,
    ]);
    await timers.advance(60_000);
    expect(watch.health).toMatchObject({ state: 'live', failures: 12 });
    await watch.stop();
  });

  it.each([403, 404])(
    'asks seldom for what takes an administrator to be given (%i)',
    async code => {
      const { timers, transport, watch } = setUp({ refusalCapMs: 600_000 });
      transport.then(
        ...Array.from({ length: 14 }, () => answer(code, { kind: 'Status' })),
        listed(10),
      );
      watch.start();
      // The waits double, since a server that has just started refuses too: 0.25, 0.5, 1 … 256 s, then 300 s.
      for (const [ms, asked] of [
        [256_000, 11],
        [256_000, 12],
        [299_000, 12],
        [1_000, 13],
        [300_000, 14],
        [300_000, 15],
      ]) {
        await timers.advance(ms);
        expect(transport.asked).toHaveLength(asked);
      }
      expect(watch.health).toMatchObject({ state: 'live', failures: 14 });
      await watch.stop();
    },
  );

  it('asks for what fails as often as ever, however seldom for what is refused', async () => {
    const { timers, transport, watch } = setUp({ refusalCapMs: 600_000 });
    transport.then(
      ...Array.from({ length: 12 }, () => answer(403, { kind: 'Status' })),
      answer(500, { kind: 'Status' }),
      listed(10),
    );
    watch.start();
    await timers.advance(812_000);
    expect(transport.asked).toHaveLength(13);
    await timers.advance(15_000);
    expect(watch.health.state).toBe('live');
    await watch.stop();
  });

  it('selects by labels whatever it asks', async () => {
    const labelSelector = 'app.kubernetes.io/managed-by=flytower';
    const { timers, transport, watch, queries } = setUp({
      labelSelector,
      idleTimeoutMs: 1e9,
    });
    const page = (names: string[], more: string) =>
      answer(200, {
        metadata: { resourceVersion: '10', continue: more },
        items: names.map(name => object(name, 5)),
      });
    transport.then(
      answer(422, { kind: 'Status' }),
      page(['a'], 'more'),
      page(['b'], ''),
      new SimulatedStream(200),
      page(['a'], 'more'),
      page(['b'], ''),
    );
    watch.start();
    await timers.advance(12 * 60 * 60 * 1000);
    // Three for the list, one for the watch, two for the daily count: servers do not say how many of a selection remain.
    expect(queries().map(query => query.labelSelector)).toEqual(
      Array(6).fill(labelSelector),
    );
    await timers.advance(10_000);
    expect(transport.asked).toHaveLength(6);
    expect(watch.health.lists).toBe(1);
    await watch.stop();
  });

  it('gives up a version that is refused again and again, whatever the reason', async () => {
    const { timers, transport, watch, queries } = setUp();
    const first = listed(10, object('a', 5));
    const tooLarge = {
      kind: 'Status',
      code: 504,
      reason: 'Timeout',
      message: 'Too large resource version: 10, current: 4',
    };
    transport.then(
      first,
      ...Array.from({ length: 5 }, () => answer(504, tooLarge)),
      listed(5, object('a', 3)),
    );
    watch.start();
    await timers.advance(40_000);
    first.end();
    await timers.advance(10_000);
    expect(queries().map(({ resourceVersion }) => resourceVersion)).toEqual([
      undefined,
      '10',
      '10',
      '10',
      '10',
      '10',
      undefined,
    ]);
    await watch.stop();
  });

  it('lists anew when the store was put back while it was away', async () => {
    const { timers, transport, batches, watch, rows } = setUp();
    const first = listed(1200, object('a', 1100, 'new'), object('b', 1150));
    transport.then(
      first,
      listed(1000, object('a', 900, 'old'), object('c', 9)),
    );
    transport.thenOfTheStore(storeAt('1000'));
    watch.start();
    await timers.advance(40_000);
    first.end();
    await timers.advance(0);
    expect(watch.health).toMatchObject({
      state: 'stale',
      lastError:
        'The store of cluster "east" was put back to an earlier state; what it holds is listed anew',
    });
    await timers.advance(250);
    expect(rows()).toEqual(['a old', 'c hello']);
    expect(batches.flat().slice(2)).toEqual([
      {
        type: 'upserted',
        row: { name: 'a', says: 'old' },
        previous: { name: 'a', says: 'new' },
      },
      { type: 'upserted', row: { name: 'c', says: 'hello' } },
      { type: 'deleted', row: { name: 'b', says: 'hello' } },
    ]);
    expect(watch.health).toMatchObject({ state: 'live', lists: 2 });
    await watch.stop();
  });

  it.each([
    ['as it was', '1200'],
    ['further on', '1201'],
    ['of another order than numbers', 'abc'],
  ])('goes on where it was when the store is %s', async (_, at) => {
    const { timers, transport, watch, queries } = setUp();
    const first = listed(1200);
    transport.then(first);
    transport.thenOfTheStore(storeAt(at));
    watch.start();
    await timers.advance(40_000);
    first.end();
    await timers.advance(0);
    expect(queries()[1]).toMatchObject({ resourceVersion: '1200' });
    expect(watch.health).toMatchObject({
      state: 'live',
      lists: 1,
      failures: 0,
    });
    await watch.stop();
  });

  it.each([
    ['lists anew where the store was put back', '1000', undefined],
    ['goes on where only its etcd lags', '1200', '1200'],
  ])(
    'asks the store when a bookmark goes back, and %s',
    async (_, at, resourceVersion) => {
      const { timers, transport, batches, watch, queries } = setUp();
      const first = listed(1100);
      transport.then(first);
      transport.thenOfTheStore(storeAt(at));
      watch.start();
      await timers.advance(0);
      first.send(
        Buffer.concat([line('ADDED', object('a', 1200)), bookmark(1000)]),
      );
      await timers.advance(0);
      expect(batches.flat()).toHaveLength(1);
      expect(watch.health).toMatchObject({
        state: 'stale',
        lastError:
          'The connection to cluster "east" broke: it went back to an earlier version',
      });
      await timers.advance(10_000);
      expect(queries()).toHaveLength(2);
      expect(queries()[1].resourceVersion).toBe(resourceVersion);
      await watch.stop();
    },
  );

  it('takes a bookmark twice for no going back', async () => {
    const { timers, transport, watch, queries } = setUp();
    const first = listed(10);
    transport.then(first);
    watch.start();
    await timers.advance(0);
    first.send(bookmark(12));
    first.send(bookmark(12));
    await timers.advance(1_000);
    expect(watch.health).toMatchObject({ state: 'live', failures: 0 });
    expect(queries()).toHaveLength(1);
    await watch.stop();
  });

  it('takes no state for known because its version is: a store that was put back gives versions out again', async () => {
    const { timers, transport, watch, rows } = setUp();
    const first = listed(1200, object('a', 1100, 'before'), object('b', 7));
    transport.then(
      first,
      answer(410, gone),
      listed(1300, object('a', 1100, 'after'), object('b', 7)),
    );
    watch.start();
    await timers.advance(40_000);
    first.end();
    await timers.advance(250);
    expect(rows()).toEqual(['a after', 'b hello']);
    await watch.stop();
  });

  it('counts what it cannot understand, and keeps the last good row', async () => {
    const { timers, transport, watch, rows } = setUp();
    const stream = listed(10, object('a', 5), object('b', 6, 'bad'));
    transport.then(stream);
    watch.start();
    stream.send(line('MODIFIED', object('a', 11, 'bad')));
    stream.send(line('ADDED', { nothing: 'known' }));
    stream.send(line('UNHEARD-OF', object('c', 12)));
    stream.send(line('ADDED', object('d', 13)));
    await timers.advance(0);
    expect(rows()).toEqual(['a hello', 'd hello']);
    expect(watch.health).toMatchObject({ state: 'live', malformed: 4 });
    await watch.stop();
  });

  it('drops what is no longer wanted', async () => {
    const { timers, transport, watch, rows } = setUp();
    const stream = listed(10, object('a', 5), object('b', 6, 'skip'));
    transport.then(stream);
    watch.start();
    stream.send(line('MODIFIED', object('a', 11, 'skip')));
    await timers.advance(0);
    expect(rows()).toEqual([]);
    await watch.stop();
  });

  it('loses no event that was cut in the middle of its line', async () => {
    const { timers, transport, watch, queries, rows } = setUp();
    const first = listed(10);
    const second = new SimulatedStream(200);
    const event = line('ADDED', object('a', 11));
    transport.then(first, second);
    watch.start();
    first.send(event.subarray(0, 20));
    first.end(new Error('read ECONNRESET'));
    await timers.advance(250);
    expect(rows()).toEqual([]);
    expect(queries()[1]).toMatchObject({ resourceVersion: '10' });
    second.send(event);
    await timers.advance(0);
    expect(rows()).toEqual(['a hello']);
    await watch.stop();
  });

  it('does not let an old event undo a newer one', async () => {
    const { timers, transport, watch, rows } = setUp();
    const stream = listed(10, object('a', 5));
    transport.then(stream);
    watch.start();
    stream.send(line('MODIFIED', object('a', 12, 'new')));
    stream.send(line('MODIFIED', object('a', 11, 'old')));
    stream.send(line('DELETED', object('b', 13)));
    stream.send(line('ADDED', object('b', 9)));
    await timers.advance(0);
    expect(rows()).toEqual(['a new']);
    await watch.stop();
  });

  it('comes back at once when it is told that the cluster is there again', async () => {
    const { timers, transport, watch, queries } = setUp();
    transport.then(
      answer(429, { kind: 'Status' }, { 'retry-after': '600' }),
      listed(10),
    );
    watch.start();
    await timers.advance(1_000);
    watch.nudge();
    await timers.advance(0);
    expect(queries()).toHaveLength(2);
    await watch.stop();
  });

  it('closes its connection when it is stopped, and can start again', async () => {
    const { timers, transport, watch, rows } = setUp();
    const first = listed(10, object('a', 5));
    transport.then(first, listed(20, object('b', 15)));
    watch.start();
    await timers.advance(0);
    await watch.stop();
    expect(first.open).toBe(false);
    expect(rows()).toEqual(['a hello']);
    watch.start();
    await timers.advance(250);
    await watch.stop();
    expect(transport.asked).toHaveLength(2);
  });

  it('lists anew when a daily count differs twice in a row', async () => {
    const { timers, transport, watch, rows } = setUp({ idleTimeoutMs: 1e9 });
    transport.then(
      listed(10, object('a', 5)),
      listed(50, object('a', 5), object('b', 6)),
    );
    transport.thenOfTheStore(storeAt('50', 1), storeAt('50', 1));
    watch.start();
    // After half a day at the earliest.
    await timers.advance(12 * 60 * 60 * 1000);
    expect(rows()).toEqual(['a hello']);
    await timers.advance(10_000);
    expect(rows()).toEqual(['a hello', 'b hello']);
    expect(watch.health).toMatchObject({ state: 'live', lists: 2 });
    await watch.stop();
  });

  it('makes nothing of a count that differs once', async () => {
    const { timers, transport, watch } = setUp({ idleTimeoutMs: 1e9 });
    transport.then(listed(10, object('a', 5)));
    transport.thenOfTheStore(storeAt('50', 1), storeAt('50', 0));
    watch.start();
    await timers.advance(12 * 60 * 60 * 1000 + 10_000);
    expect(transport.asked).toHaveLength(1);
    expect(watch.health.lists).toBe(1);
    await watch.stop();
  });
});
