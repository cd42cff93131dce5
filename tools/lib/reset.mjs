import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readJsonIfThere } from './files.mjs';
import { endLeftEngines, removeEngines } from './engines/engines.mjs';
import { endComponents } from './localCluster.mjs';
import { holderOf, isAlive } from './lock.mjs';
import { Problem } from './problem.mjs';
import { endIfStill } from './processes.mjs';

const PATIENCE_MS = 30_000;

/** Ends the command that holds a lock, by asking it as Ctrl-C would. */
export async function endHolder(lock) {
  const pid = await holderOf(lock);
  if (pid === undefined) {
    return;
  }
  process.kill(pid, 'SIGTERM');
  const until = Date.now() + PATIENCE_MS;
  while (isAlive(pid)) {
    if (Date.now() > until) {
      throw new Problem(
        `Process ${pid} holds ${lock} and does not end; end it yourself (kill ${pid}) and run \`npm run reset\` again.`,
      );
    }
    await pause(100);
  }
}

/** Ends what still runs of the clusters below a state folder, and removes the folder. */
export async function wipe(home) {
  const clusters = path.join(home, 'clusters', 'kwok', 'clusters');
  for (const name of await fs.readdir(clusters).catch(() => [])) {
    await endComponents(path.join(clusters, name));
  }
  await endLeftPostgres(home);
  await endLeftEngines(home);
  await removeEngines(home);
  await fs.rm(home, { recursive: true, force: true, maxRetries: 5 });
}

/** Where the tests note the PostgreSQL they started, for the case that they cannot end it themselves. */
export const postgresNote = home => path.join(home, 'postgres.json');

async function endLeftPostgres(home) {
  const left = await readJsonIfThere(postgresNote(home));
  if (left) {
    await endIfStill(left.pid, left.folder);
    await fs.rm(left.folder, { recursive: true, force: true });
  }
}
