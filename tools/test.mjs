import path from 'node:path';
import { keepPrivate } from './lib/files.mjs';
import { hold } from './lib/lock.mjs';
import { root, state, testState } from './lib/places.mjs';
import { portsFor, TEST_SHIFT } from './lib/ports.mjs';
import { explain, Problem } from './lib/problem.mjs';
import { elapsed, Progress } from './lib/progress.mjs';
import { wipe } from './lib/reset.mjs';
import { command } from './lib/scope.mjs';
import { setUp } from './lib/setup.mjs';
import { TestEnvironment } from './testing/environment.mjs';
import { failing, lastLine, total } from './testing/results.mjs';
import { SUITES } from './testing/suites.mjs';
import { turnsOf } from './testing/turns.mjs';

/** Which suites `npm test [suite…]` runs: the named ones, else all. */
function chosenSuites(args) {
  const unknown = args.find(name => !(name in SUITES));
  if (unknown !== undefined) {
    throw new Problem(
      `There is no suite "${unknown}"; choose from ${Object.keys(SUITES).join(
        ', ',
      )}, or name none to run all.`,
    );
  }
  return Object.keys(SUITES).filter(
    name => args.length === 0 || args.includes(name),
  );
}

/** `npm test`: everything CI runs, with clusters and a state of its own; the last line is the sum of all suites. */
command(async scope => {
  const began = performance.now();
  const suites = chosenSuites(process.argv.slice(2));
  const ports = portsFor(process.env.FLYTOWER_PORT_OFFSET, TEST_SHIFT);
  const progress = new Progress();
  const lock = path.join(path.dirname(testState), 'test.lock');
  scope.onEnd(
    await hold(
      lock,
      pid =>
        `Tests already run from ${root} (process ${pid}); wait for them, or end them with \`kill ${pid}\`.`,
    ),
  );
  // What an interrupted run left must not decide this one.
  await wipe(testState);
  await keepPrivate(state);
  await keepPrivate(testState);
  const runtime = await scope.orFail(setUp(progress));
  const environment = new TestEnvironment({ runtime, ports, scope, progress });
  const results = [];
  const runSuite = name =>
    progress.phase(
      name,
      async waitsFor => {
        waitsFor(SUITES[name].what);
        return SUITES[name]
          .run({
            runtime,
            ports,
            scope,
            waitsFor,
            clusters: () => environment.clusters(),
            portal: () => environment.portal(),
            enginesOfPortal: environment.enginesFile,
          })
          .catch(error => {
            scope.signal.throwIfAborted();
            return failing(
              [explain(error), error.details].filter(Boolean).join('\n'),
            );
          });
      },
      result => ({ ok: result.failed === 0, note: summary(result) }),
    );
  for (const turn of turnsOf(suites, SUITES)) {
    const ended = await scope.orFail(Promise.all(turn.map(runSuite)));
    for (const failure of ended.flatMap(({ failures }) => failures)) {
      progress.say(failure.replace(/^/gm, '      '));
    }
    results.push(...ended);
  }
  const sum = total(results);
  const skipped = sum.skipped > 0 ? `; ${sum.skipped} skipped` : '';
  progress.say(
    `\n${suites.length} suites in ${elapsed(
      performance.now() - began,
    )}${skipped}; logs are in ${path.relative(
      process.cwd(),
      path.join(testState, 'logs'),
    )}`,
  );
  await scope.close();
  progress.say(lastLine(sum));
  return sum.failed === 0 ? 0 : 1;
});

function summary({ passed, failed, skipped, notes = [] }) {
  return [
    `${passed} passed, ${failed} failed`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...notes,
  ].join('; ');
}
