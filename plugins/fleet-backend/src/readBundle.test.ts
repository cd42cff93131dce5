import { BUNDLE_VERSION } from '@flytower/kube';
import { NEWEST_BUNDLE } from '@flytower/plugin-fleet-common';
import { readBundle } from './readBundle';

describe('The bundle that the portal hands out', () => {
  it('is of the version that the probe asks for and that pages speak of', async () => {
    expect(await readBundle()).toContain(
      `flytower.dev/bundle-version: '${BUNDLE_VERSION}'`,
    );
    expect(NEWEST_BUNDLE).toBe(BUNDLE_VERSION);
  });
});
