import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Manifest } from '../client/ClusterClient';
import { TestCluster } from './testClusters';

const BUNDLE = resolve(
  __dirname,
  '../../../../plugins/fleet-backend/bundle/flytower.yaml',
);

/**
 * Applies the bundle as the cluster's administrator does, once. Idempotent.
 *
 * @public
 */
export async function applyBundle(
  cluster: Pick<TestCluster, 'admin'>,
): Promise<void> {
  for (const manifest of readBundle()) {
    await cluster.admin.apply(manifest, {
      fieldManager: 'flytower-bundle',
      force: true,
    });
  }
}

/** The bundle's objects, in the order of the file. */
export function readBundle(): Manifest[] {
  return parseAllDocuments(readFileSync(BUNDLE, 'utf8'))
    .map(document => document.toJS() as Manifest | null)
    .filter(manifest => manifest !== null);
}
