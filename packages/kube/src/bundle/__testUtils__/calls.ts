import { ClusterClient, Manifest } from '../../client/ClusterClient';
import { objectPath, ObjectRef } from '../../client/objectPath';

/** Names an object, for the calls that need no more. */
export function refOf({ apiVersion, kind, metadata }: Manifest): ObjectRef {
  const { namespace, name } = metadata;
  return { apiVersion, kind, name, ...(namespace && { namespace }) };
}

/** The path of an object, or of a part of it such as `/status`. */
export function pathOf(manifest: Manifest, part = ''): string {
  return `${objectPath(refOf(manifest))}${part}`;
}

/** Changes some fields of an object or of a part of it, in a dry run unless said otherwise. */
export function patch(
  client: ClusterClient,
  manifest: Manifest,
  body: object,
  { part, dryRun = true }: { part?: string; dryRun?: boolean } = {},
) {
  return client.raw(pathOf(manifest, part), {
    method: 'PATCH',
    query: { dryRun: dryRun ? 'All' : '' },
    headers: {
      // Kinds of a CustomResourceDefinition know no other; ephemeral containers are merged by their names.
      'content-type': manifest.apiVersion.startsWith('gateway')
        ? 'application/merge-patch+json'
        : 'application/strategic-merge-patch+json',
    },
    body: JSON.stringify(body),
  });
}

/** Writes an object, or a part of it, anew, as controllers do, in a dry run. */
export function put(
  client: ClusterClient,
  manifest: Manifest,
  part: string,
  body: object,
) {
  return send(client, 'PUT', pathOf(manifest, part), body);
}

/** Posts to a part of an object, such as `/eviction`, in a dry run. */
export function post(
  client: ClusterClient,
  manifest: Manifest,
  part: string,
  body: object,
) {
  return send(client, 'POST', pathOf(manifest, part), body);
}

function send(
  client: ClusterClient,
  method: 'PUT' | 'POST',
  path: string,
  body: object,
) {
  return client.raw(path, {
    method,
    query: { dryRun: 'All' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Deletes an object, in a dry run unless said otherwise. */
export function remove(
  client: ClusterClient,
  manifest: Manifest,
  dryRun = true,
): Promise<void> {
  return client.delete(refOf(manifest), { dryRun });
}
