import { aFact } from '../__testUtils__/facts';
import { NewFact } from '../domain/NewFact';
import { RepeatFold } from './RepeatFold';

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 10, 0, second));

function denial(second: number, changes: Partial<NewFact> = {}): NewFact {
  return aFact({
    outcome: 'denied',
    actor: 'user:default/shen',
    summary: 'shen was denied',
    at: at(second),
    ...changes,
  });
}

function newFold() {
  let made = 0;
  return RepeatFold.create({
    newId: () => {
      made += 1;
      return `made-${made}`;
    },
  });
}

describe('RepeatFold', () => {
  it('gives the first at once, and the same again as one fact of its entry after a minute', () => {
    const fold = newFold();
    const first = denial(0, { id: 'first' });
    expect(fold.take([first], at(0))).toEqual([first]);
    expect(fold.take([denial(10), denial(20), denial(59)], at(59))).toEqual([]);
    expect(fold.due(at(59))).toEqual([]);
    expect(fold.due(at(60))).toEqual([
      {
        ...first,
        id: 'made-1',
        entryId: 'first',
        at: at(10),
        repeats: { times: 3, lastAt: at(59) },
      },
    ]);
    expect(fold.counting).toBe(false);
  });

  it.each<[string, Partial<NewFact>]>([
    ['person', { actor: 'user:default/eve' }],
    ['route', { data: { route: 'GET /v1/other' } }],
    ['tenant', { tenant: 'shop' }],
    ['outcome', { outcome: 'failed' }],
    ['sentence', { summary: 'something else' }],
  ])('keeps another %s apart', (_, changes) => {
    const fold = newFold();
    const facts = [denial(0), denial(1, changes)];
    expect(fold.take(facts, at(1))).toEqual(facts);
  });

  it('never folds what succeeded', () => {
    const fold = newFold();
    const facts = Array.from({ length: 500 }, () =>
      denial(0, { outcome: 'succeeded' }),
    );
    expect(fold.take(facts, at(0))).toHaveLength(500);
  });

  it('begins a new entry after a quiet minute, and after an hour without one', () => {
    const fold = newFold();
    fold.take([denial(0, { id: 'first' })], at(0));
    fold.due(at(60));
    const second = denial(61, { id: 'second' });
    expect(fold.take([second], at(61))).toEqual([second]);
    for (let minute = 1; minute < 61; minute++) {
      fold.take([denial(61)], at(61 + minute * 60 - 1));
      fold.due(at(61 + minute * 60));
    }
    const third = denial(3_662, { id: 'third' });
    expect(fold.take([third], at(3_722))).toEqual([third]);
  });

  it('counts what goes beyond 30 different refusals of a person in a minute, and says so', () => {
    const fold = newFold();
    const different = Array.from({ length: 1_000 }, (_, n) =>
      denial(n % 60, { tenant: `tenant-${n}` }),
    );
    expect(fold.take(different, at(59))).toHaveLength(30);
    const others = [denial(59, { actor: 'user:default/dan' })];
    expect(fold.take(others, at(59))).toEqual(others);
    const said = fold.due(at(60));
    expect(said).toMatchObject([
      {
        actor: 'user:default/shen',
        verb: 'audit.refusals.counted',
        outcome: 'denied',
        summary:
          '970 refused or failed attempts of user:default/shen came within a minute, beyond 30 different ones; they were counted, not recorded each',
        repeats: { times: 970 },
      },
    ]);
    expect(said[0].tenant).toBeUndefined();
    expect(
      fold.take([denial(60, { tenant: 'tenant-999' })], at(60)),
    ).toHaveLength(1);
  });

  it('counts what goes beyond 300 different refusals of all in a minute', () => {
    const fold = newFold();
    const crowd = Array.from({ length: 400 }, (_, n) =>
      denial(0, { actor: `user:default/u${n}` }),
    );
    expect(fold.take(crowd, at(0))).toHaveLength(300);
    expect(fold.due(at(60))).toMatchObject([
      { actor: 'flytower', repeats: { times: 100 } },
    ]);
  });

  it('gives everything that was counted at the end', () => {
    const fold = newFold();
    fold.take([denial(0), denial(1)], at(1));
    expect(fold.counting).toBe(true);
    expect(fold.due(at(1), true)).toMatchObject([{ repeats: { times: 1 } }]);
  });
});
