import { explain } from './problem.mjs';
import { endRunning } from './run.mjs';

/**
 * Everything a command has started and must end again, newest first; and the one place where a command ends: by itself, by
 * Ctrl-C, or by a problem.
 */
export class Scope {
  #endings = [];
  #closing;
  #aborter = new AbortController();
  #fail;
  #failed = new Promise((_, reject) => {
    this.#fail = reject;
  });

  constructor() {
    this.#failed.catch(() => {});
  }

  /** Aborted as soon as the command is to end. */
  get signal() {
    return this.#aborter.signal;
  }

  /** @param {() => unknown} ending run when the command ends */
  onEnd(ending) {
    this.#endings.push(ending);
  }

  /** Ends the command with a problem that came up beside its main line, such as a crashed child. */
  fail = error => {
    this.#aborter.abort();
    this.#fail(error);
  };

  /** Waits for the work, or for whatever ends the command before. */
  orFail(work) {
    return Promise.race([work, this.#failed]);
  }

  async close() {
    this.#closing ??= (async () => {
      this.#aborter.abort();
      endRunning();
      for (const ending of this.#endings.reverse()) {
        try {
          await ending();
        } catch (error) {
          process.stderr.write(`${explain(error)}\n`);
        }
      }
    })();
    return this.#closing;
  }
}

/** What Ctrl-C throws into the main line: no problem, just the end. */
class Interrupted extends Error {}

/**
 * Runs a command: its work gets a scope, which is closed however the work ends.
 *
 * @param {(scope: Scope) => Promise<number | void>} work answers the exit code
 */
export async function command(work) {
  const scope = new Scope();
  let interrupts = 0;
  const interrupt = () => {
    interrupts += 1;
    if (interrupts === 1) {
      process.stdout.write(
        '\nEnding everything; Ctrl-C again does not wait for it.\n',
      );
      scope.fail(new Interrupted());
    } else {
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, interrupt);
  }
  let code = 0;
  try {
    code = (await scope.orFail(work(scope))) ?? 0;
  } catch (error) {
    if (error instanceof Interrupted) {
      code = 130;
    } else {
      code = 1;
      process.stderr.write(`\n${explain(error)}\n`);
      if (error.details) {
        process.stderr.write(`\n${error.details.replace(/^/gm, '  | ')}\n`);
      }
      if (process.env.FLYTOWER_DEBUG) {
        process.stderr.write(`\n${error.stack}\n`);
      }
    }
  }
  await scope.close();
  process.exit(code);
}
