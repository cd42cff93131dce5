import { performance } from 'node:perf_hooks';

/** "0.4 s", "12 s", "3 min 05 s". */
export function elapsed(ms) {
  if (ms < 10_000) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(
    2,
    '0',
  )} s`;
}

const TITLE_WIDTH = 24;
const TIME_WIDTH = 12;

/** One line for a phase: mark, title, time, and what it waits for or what came out. */
export function phaseLine(mark, title, ms, note = '') {
  return `  ${mark} ${title.padEnd(TITLE_WIDTH)}${elapsed(ms).padEnd(
    TIME_WIDTH,
  )}${note}`.trimEnd();
}

/**
 * Shows phases as they run. On a terminal the running phase is one line that is redrawn each second; elsewhere each change
 * of what it waits for is a line, and every half minute one that tells it is alive.
 */
export class Progress {
  #out;
  #live;
  #now;
  /** The running phases, innermost last: it alone is drawn. */
  #running = [];

  constructor({
    out = process.stdout,
    live = Boolean(out.isTTY) && !process.env.CI,
    now = () => performance.now(),
  } = {}) {
    this.#out = out;
    this.#live = live;
    this.#now = now;
  }

  /**
   * @template T
   * @param {string} title
   * @param {(waitsFor: (what: string) => void) => Promise<T>} work may name what it waits for
   * @param {(result: T) => { ok: boolean, note: string }} [outcome] what to show of its result; by default a string is shown
   *   as it is
   * @returns {Promise<T>}
   */
  async phase(title, work, outcome = plainOutcome) {
    const began = this.#now();
    const since = () => this.#now() - began;
    let note = '';
    const line = mark => phaseLine(mark, title, since(), note);
    const show = () => {
      if (!this.#live) {
        this.say(line('…'));
      } else if (this.#running.at(-1) === show) {
        this.#redraw(line('…'));
      }
    };
    this.#running.push(show);
    const tick = setInterval(show, this.#live ? 1000 : 30_000);
    tick.unref();
    if (this.#live) {
      show();
    }
    const end = mark => {
      clearInterval(tick);
      this.#running.splice(this.#running.indexOf(show), 1);
      this.say(line(mark));
    };
    try {
      const result = await work(what => {
        note = what;
        show();
      });
      const shown = outcome(result);
      note = shown.note;
      end(shown.ok ? '✓' : '✗');
      return result;
    } catch (error) {
      end('✗');
      throw error;
    }
  }

  say(text) {
    this.#redraw('');
    this.#out.write(`${text}\n`);
  }

  #redraw(text) {
    if (this.#live) {
      const width = (this.#out.columns ?? 120) - 1;
      this.#out.write(`\r\u001b[2K${text.slice(0, width)}`);
    }
  }
}

function plainOutcome(result) {
  return { ok: true, note: typeof result === 'string' ? result : '' };
}
