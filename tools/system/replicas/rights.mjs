import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../api.mjs';

const TENANT = 'shared';
/** A replica looks for changes every second; the rest is for a machine that does other things too. */
export const ABOUT_A_SECOND_MS = 3_000;

/** What somebody sees of the tenant at one replica: "in", or the status that keeps them out. */
export async function standing(here, person, replica, tenant = TENANT) {
  const api = await here.as(person, replica.address);
  return api.get(`/tenancy/v1/tenants/${tenant}`).then(
    () => 'in',
    ({ status }) => status,
  );
}

/** A right given or taken at one replica counts at the other. */
export function rightsTests(two) {
  test('a right counts at one replica within about a second after it changed at the other', async () => {
    const { installation: here } = two();
    const [one, other] = here.replicas;
    for (const [at, seenAt] of [
      [one, other],
      [other, one],
    ]) {
      const tara = await here.as('tara', at.address);
      const { id } = await tara.post(`/tenancy/v1/tenants/${TENANT}/members`, {
        person: 'user:default/shen',
        role: 'viewer',
      });
      await eventually(
        `shen is in at ${seenAt.name}`,
        () => standing(here, 'shen', seenAt),
        state => state === 'in',
        ABOUT_A_SECOND_MS,
      );
      await tara.delete(`/tenancy/v1/tenants/${TENANT}/members/${id}`);
      assert.equal(await standing(here, 'shen', at), 404, 'at once where done');
      await eventually(
        `shen is out at ${seenAt.name}`,
        () => standing(here, 'shen', seenAt),
        state => state === 404,
        ABOUT_A_SECOND_MS,
      );
    }
  });
}
