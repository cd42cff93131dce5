import { after, before } from 'node:test';
import { onboard, publishPlan, registerWest } from '../journey.mjs';
import { startTwoBackends } from '../twoBackends.mjs';
import { killedReplicaTests } from './killedReplica.mjs';
import { putBackTests } from './putBack.mjs';
import { rightsTests } from './rights.mjs';
import { rotatedKeysTests } from './rotatedKeys.mjs';
import { servedByEachTests } from './servedByEach.mjs';

/** The tenant in which all of these tests work. */
export const TENANT = 'shared';

let two;

before(async () => {
  two = await startTwoBackends();
  await registerWest(two.installation);
  await publishPlan(two.installation);
  await onboard(two.installation, TENANT);
});
after(() => two?.installation.stop());

servedByEachTests(() => two);
rightsTests(() => two);
killedReplicaTests(() => two);
rotatedKeysTests(() => two);
// Last, because it takes from the databases what the others did.
putBackTests(() => two);
