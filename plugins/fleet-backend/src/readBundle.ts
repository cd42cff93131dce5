import { readFile } from 'node:fs/promises';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

/** What a cluster's own administrator applies once: rights and admission policies. */
export async function readBundle(): Promise<string> {
  return readFile(
    resolvePackagePath(
      '@flytower/plugin-fleet-backend',
      'bundle/flytower.yaml',
    ),
    'utf8',
  );
}
