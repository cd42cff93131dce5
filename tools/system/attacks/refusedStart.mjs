import assert from 'node:assert/strict';
import { test } from 'node:test';

/** A portal that would show everything to everybody does not come up. */
export function refusedStartTests(installation) {
  test('without permissions the portal refuses to start, and says why', async () => {
    const here = installation();
    const { code, output } = await here.tryToStart({
      permission: { enabled: false },
    });
    assert.ok(code > 0, `it ends by itself (code ${code})`);
    assert.match(output, /permission\.enabled/);
  });
}
