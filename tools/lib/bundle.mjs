import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './places.mjs';

/** The rights and policies that a cluster gets once, from its own administrator. */
export const BUNDLE = path.join(
  root,
  'plugins',
  'fleet-backend',
  'bundle',
  'flytower.yaml',
);

/** Applies the bundle with the rights of the kubeconfig. Applying it again changes nothing. */
export async function applyBundle(kubectl, name) {
  const apply = options =>
    kubectl.try(
      [
        'apply',
        '--server-side',
        '--force-conflicts',
        '--field-manager=flytower-bundle',
        '-f',
        BUNDLE,
      ],
      options,
    );
  // A control plane that has just started may still be preparing the kinds of the bundle: one second try is for that.
  const first = await apply({ mayFail: true });
  if (first.code !== 0) {
    await pause(2000);
    await apply({
      failure: `The bundle could not be applied to cluster ${name}; its kubeconfig needs the rights of an administrator.`,
    });
  }
}
