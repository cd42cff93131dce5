import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from './api.mjs';
import { onboard } from './journey.mjs';

const REFUSALS = 1_000;
const AT_ONCE = 20;
const OUTSIDER = 'user:default/shen';

/** An outsider cannot fill a tenant's log, and the log says of itself that it is whole. */
export function operationLogTests(installation) {
  test('an outsider does not bury a tenant in refusals', async t => {
    const here = installation();
    await onboard(here, 'quiet');
    const [olivia, tara, shen] = await Promise.all(
      ['olivia', 'tara', 'shen'].map(person => here.as(person)),
    );
    let refused = 0;
    for (let sent = 0; sent < REFUSALS; sent += AT_ONCE) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, () =>
          shen.get('/audit/v1/tenants/quiet/entries').catch(error => {
            // Whoever asks too often is told to slow down, which is no refusal.
            refused += error.status === 404 ? 1 : 0;
          }),
        ),
      );
    }
    await t.test("the tenant's part has none of them", async () => {
      const { items } = await tara.get('/audit/v1/tenants/quiet/entries');
      assert.ok(items.length > 0, 'the onboarding is there');
      assert.deepEqual(
        items.filter(({ person }) => person === OUTSIDER),
        [],
      );
    });
    await t.test('operations admins see how often, in one place', async () => {
      await eventually(
        `${refused} refusals are counted`,
        () =>
          olivia.get(
            `/audit/v1/entries?person=${encodeURIComponent(
              OUTSIDER,
            )}&outcome=denied&subjectName=quiet`,
          ),
        ({ items }) =>
          items.length < 10 &&
          items.reduce((sum, { times }) => sum + times, 0) === refused,
        150_000,
      );
    });
  });

  test('the log is whole, and holds its own checkpoint', async () => {
    const here = installation();
    const olivia = await here.as('olivia');
    const { checkpoint } = await olivia.get('/audit/v1/checkpoint');
    const asked = Date.now();
    await olivia.post('/audit/v1/integrity/checks', { from: 'beginning' });
    const { verdict } = await eventually(
      'the check ends',
      () => olivia.get('/audit/v1/integrity'),
      ({ verdict: last, running }) =>
        !running && Date.parse(last?.checkedAt) >= asked,
    );
    assert.equal(verdict.kind, 'whole', verdict.sentence);
    const { kind } = await olivia.post('/audit/v1/checkpoint/comparisons', {
      checkpoint,
    });
    assert.equal(kind, 'held');
  });
}
