import { ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** Starts the small backend in a process of its own, with so many descriptors and these arguments; its log is `stdout`. */
export function startSmall(
  descriptors: number,
  ...args: (string | number)[]
): ChildProcess {
  const child = spawn(
    'bash',
    [
      '-c',
      `ulimit -n ${descriptors}; exec "$0" "$@"`,
      process.execPath,
      '--require',
      require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
      resolve(__dirname, 'smallBackend.ts'),
      ...args.map(String),
    ],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  // Where nobody reads it, it must not fill up.
  child.stdout.resume();
  return child;
}
