/**
 * Something a person can mend. Its message is one sentence that says what happened and the way out; it is printed without
 * a stack.
 */
export class Problem extends Error {
  name = 'Problem';

  /**
   * @param {string} sentence
   * @param {{ details?: string }} [more] lines worth seeing below the sentence, such as the end of a log
   */
  constructor(sentence, { details } = {}) {
    super(sentence);
    this.details = details;
  }
}

const DISK_FULL = /ENOSPC|no space left on device/i;

/** The sentence for a failure that was not foreseen, so that even a full disk reads like one. */
export function explain(error) {
  if (error instanceof Problem) {
    return error.message;
  }
  const text = error instanceof Error ? error.message : String(error);
  if (DISK_FULL.test(text)) {
    return 'The disk is full; free some space (about 6 GB are needed) and run the command again: it goes on where it stopped.';
  }
  if (error?.code === 'EACCES' || error?.code === 'EPERM') {
    return `Flytower may not write ${
      error.path ?? 'a file it needs'
    }; give yourself the right to it, or set FLYTOWER_CACHE to a folder of your own.`;
  }
  return `Something unexpected happened: ${text}`;
}

/**
 * A failed command as a problem: a full disk wins over the given sentence, because that is what its reader must mend.
 *
 * @param {string} sentence
 * @param {string} output what the command printed
 */
export function commandProblem(sentence, output) {
  return new Problem(
    DISK_FULL.test(output) ? explain(new Error('ENOSPC')) : sentence,
    {
      details: lastLines(output, 12),
    },
  );
}

const WIDEST = 240;
const clipped = line =>
  line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line;

/** The last `count` lines that say something. */
export function lastLines(text, count) {
  return text
    .split('\n')
    .map(line => clipped(line.trimEnd()))
    .filter(line => line !== '')
    .slice(-count)
    .join('\n');
}
