import { setTimeout as later } from 'node:timers/promises';

/**
 * Begins something for each moment, so that one kill afterwards meets all of them: when this answers, what was begun for a
 * moment is so many milliseconds older than its answer, or a little more where another one's answer took longer.
 *
 * @template M, T
 * @param {M[]} given
 * @param {(one: M) => number} momentOf in milliseconds
 * @param {(one: M) => Promise<T>} begin
 * @returns {Promise<T[]>} what was answered, in the order given
 */
export async function begunAtMoments(given, momentOf, begin) {
  const moments = given.map(momentOf);
  const oldest = Math.max(...moments);
  const answers = await Promise.all(
    given.map(async one => {
      await later(oldest - momentOf(one));
      return begin(one);
    }),
  );
  await later(Math.min(...moments));
  return answers;
}
