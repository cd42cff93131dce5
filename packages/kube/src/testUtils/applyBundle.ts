import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Manifest } from '../client/ClusterClient';
import { TestCluster } from './testClusters';

/** The file that a cluster's administrator applies: today's, or that of an older version. */
export function bundleFile(version?: 2): string {
  return version === undefined
    ? resolve(
        __dirname,
        '../../../../plugins/fleet-backend/bundle/flytower.yaml',
      )
    : resolve(__dirname, `bundles/version-${version}.yaml`);
}

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
export function readBundle(version?: 2): Manifest[] {
  return parseAllDocuments(readFileSync(bundleFile(version), 'utf8'))
    .map(document => document.toJS() as Manifest | null)
    .filter(manifest => manifest !== null);
}
