import { after, before } from 'node:test';
import { descriptorTests } from './attacks/descriptors.mjs';
import { doorTests } from './attacks/doors.mjs';
import { greedTests } from './attacks/greed.mjs';
import { outsiderTests } from './attacks/outsider.mjs';
import { refusedStartTests } from './attacks/refusedStart.mjs';
import { upgradeTests } from './attacks/upgrades.mjs';
import { Installation } from './installation.mjs';
import { registerWest } from './journey.mjs';
import { killTests } from './kill.mjs';
import { killOrderTests } from './killOrders.mjs';
import { operationLogTests } from './operationLog.mjs';
import { permissionTests } from './permissions.mjs';
import { privacyTests, secretTests } from './secrets.mjs';
import { stoppedClusterTests } from './stoppedCluster.mjs';
import { stoppedDatabaseTests } from './stoppedDatabase.mjs';
import { templateTests } from './templates.mjs';

let installation;

before(async () => {
  installation = await Installation.start();
  await registerWest(installation);
});
after(() => installation?.stop());

permissionTests(() => installation);
stoppedClusterTests(() => installation);
killTests(() => installation);
killOrderTests(() => installation);
stoppedDatabaseTests(() => installation);
templateTests(() => installation);
operationLogTests(() => installation);
outsiderTests(() => installation);
doorTests(() => installation);
greedTests(() => installation);
upgradeTests(() => installation);
refusedStartTests(() => installation);
// Late, so that the logs and the database hold all that the others did.
secretTests(() => installation);
privacyTests(() => installation);
// Last, because it ends the portal.
descriptorTests(() => installation);
