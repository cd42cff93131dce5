import { Manifest } from '@flytower/kube';
import { heldSentence, unseenSentence } from '../../domain/contents';
import { Intent, SeenVersion } from '../../domain/planObject';
import { ObjectReport } from '../../domain/reports';
import { isRoot, TenantObject } from '../../domain/TenantObject';
import { lookInto } from './lookInto';
import { TenantClients } from './TenantCluster';

/** Who owns the fields of what is made here. */
export const FIELD_MANAGER = 'flytower-tenancy';

/** What became of one act. */
type Performed = Pick<ObjectReport, 'result' | 'message'>;

/**
 * Does what was planned for one object.
 *
 * @throws KubeError where the cluster does not answer or refuses to; a conflict where the object is not as it was seen
 */
export async function perform(
  clients: TenantClients,
  cluster: string,
  object: TenantObject,
  intent: Intent,
): Promise<Performed> {
  const { manifest } = object;
  const { platform } = clients;
  switch (intent.kind) {
    case 'keep':
      return {
        result: 'there',
        message: `It is in ${cluster} as it should be`,
      };
    case 'gone':
      return {
        result: 'gone',
        message:
          intent.keptBy === undefined
            ? `${cluster} has none of this tenant's`
            : `Left in ${cluster}: another Flytower installation (${intent.keptBy}) keeps it`,
      };
    case 'wait':
      return { result: 'waiting', message: intent.reason };
    case 'refuse':
      return { result: 'blocked', message: intent.reason };
    case 'create':
      // A namespace or account that somebody made since the look would be adopted by an apply: a create refuses it.
      await (isRoot(object)
        ? platform.create(manifest, { fieldManager: FIELD_MANAGER })
        : platform.apply(manifest, {
            fieldManager: FIELD_MANAGER,
            force: true,
          }));
      return { result: 'done', message: `Made in ${cluster}` };
    case 'repair':
      await platform.apply(asSeen(manifest, intent.seen), {
        fieldManager: FIELD_MANAGER,
        force: true,
      });
      return {
        result: 'done',
        message: `Was not as it should be in ${cluster}; put right`,
      };
    case 'remove':
      return remove(clients, cluster, object, intent.seen);
    default:
      return intent satisfies never;
  }
}

/**
 * The manifest for an object in the very state in which it was seen: an API server refuses it as a conflict in any other.
 * So one of two installations that claim the same namespace gets it, though both apply as the same manager.
 */
function asSeen(manifest: Manifest, seen: SeenVersion | undefined): Manifest {
  return seen?.resourceVersion === undefined
    ? manifest
    : {
        ...manifest,
        metadata: {
          ...manifest.metadata,
          resourceVersion: seen.resourceVersion,
        },
      };
}

/** Removes an object, but never a namespace in which anything still is, or in which it cannot be seen. */
async function remove(
  clients: TenantClients,
  cluster: string,
  { manifest }: TenantObject,
  seen: SeenVersion,
): Promise<Performed> {
  const { apiVersion, kind, metadata } = manifest;
  const { name, namespace } = metadata;
  const message = `Removed from ${cluster}`;
  const ref = { apiVersion, kind, name, ...(namespace ? { namespace } : {}) };
  if (kind !== 'Namespace') {
    await clients.platform.delete(ref, seen);
    return { result: 'done', message };
  }
  const contents = await lookInto(clients, name);
  const held = heldSentence(name, cluster, contents);
  if (held !== undefined) {
    return { result: 'blocked', message: held };
  }
  await clients.platform.delete(ref, seen);
  return {
    result: 'done',
    message: `${message}; ${unseenSentence(contents.unseen)}`,
  };
}
