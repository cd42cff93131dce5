import { explain } from '../problem.mjs';
import { startEngines } from './engines.mjs';
import { findEngines, howToGet, missingEngines } from './programs.mjs';

/**
 * The demo servers as a phase of a start. Without their programs the start says how to get them, and goes on: a person can
 * register any server in the portal.
 */
export async function demoEngines({ home, ports, runtime, scope, progress }) {
  const engines = await progress.phase(
    'Demo engines',
    waitsFor =>
      startEngines({
        home,
        ports,
        runtime,
        scope,
        waitsFor,
        onCrash: problem => progress.say(explain(problem)),
      }),
    started => ({ ok: true, note: enginesNote(started, home) }),
  );
  const missing = missingEngines(await findEngines(runtime.env));
  if (missing.length > 0) {
    progress.say(`    ${howToGet(missing)}`);
  }
  return engines;
}

function enginesNote(engines, home) {
  const parts = engines.map(({ name, version }) => `${name} ${version}`);
  const elsewhere = engines.find(({ folder }) => !folder.startsWith(home));
  if (elsewhere) {
    parts.push(
      `their user may not enter ${home}, so their data is in ${elsewhere.folder.replace(
        /\/[^/]*$/,
        '',
      )}`,
    );
  }
  return parts.length > 0 ? parts.join(', ') : 'none';
}
