import path from 'node:path';
import { root, state, testState } from './lib/places.mjs';
import { Progress } from './lib/progress.mjs';
import { endHolder, wipe } from './lib/reset.mjs';
import { command } from './lib/scope.mjs';

/** `npm run reset`: ends what runs of this checkout and removes its local state; the shared cache stays. */
command(async () => {
  const progress = new Progress();
  await progress.phase('Ending what runs', async waitsFor => {
    waitsFor('a running portal or test to end');
    await endHolder(path.join(state, 'portal.lock'));
    await endHolder(path.join(state, 'test.lock'));
  });
  await progress.phase('Removing local state', async () => {
    await wipe(testState);
    await wipe(state);
    return path.relative(process.cwd(), state) || root;
  });
  progress.say('\n`npm start` makes everything anew.');
});
