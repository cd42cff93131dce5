import { readIfThere } from './files.mjs';
import { run } from './run.mjs';

/** The command line of a process, or undefined when there is no such process. */
export async function commandOf(pid) {
  if (!Number.isInteger(pid) || pid <= 0) {
    return undefined;
  }
  if (process.platform === 'linux') {
    const line = await readIfThere(`/proc/${pid}/cmdline`);
    return line === '' ? undefined : line; // a zombie has none
  }
  const { code, stdout } = await run(
    'ps',
    ['-o', 'command=', '-p', String(pid)],
    {
      mayFail: true,
    },
  );
  return code === 0 ? stdout : undefined;
}

/** Ends a process at once, if its command line still names what it named when we started it. */
export async function endIfStill(pid, words) {
  if ((await commandOf(pid))?.includes(words)) {
    process.kill(pid, 'SIGKILL');
  }
}
