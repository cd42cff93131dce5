import { ClusterConnection } from '@flytower/kube';
import { z } from 'zod';
import { SealPlace, Sealer, Secret, UnsealError } from '@flytower/sealing';

const sealedSchema = z.object({
  server: z.string(),
  caPem: z.string().optional(),
  tlsServerName: z.string().optional(),
  credential: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('certificate'),
      certPem: z.string(),
      keyPem: z.string(),
    }),
    z.object({ kind: z.literal('token'), token: z.string() }),
  ]),
});

/**
 * Seals a connection whole. So not even a writer to the database can make Flytower show its credential to another
 * address, or trust another authority.
 */
export function sealConnection(
  sealer: Sealer,
  clusterId: string,
  connection: ClusterConnection,
): { sealed: string; sealKey: string } {
  const { credential } = connection;
  const plain: z.input<typeof sealedSchema> = {
    ...connection,
    credential:
      credential.kind === 'certificate'
        ? { ...credential, keyPem: credential.keyPem.reveal() }
        : { ...credential, token: credential.token.reveal() },
  };
  return {
    sealed: sealer.seal(
      Secret.of(JSON.stringify(plain)),
      connectionPlace(clusterId),
    ),
    sealKey: sealer.keyId,
  };
}

/** Throws an UnsealError where the value does not open, or is no connection. */
export function openConnection(
  sealer: Sealer,
  cluster: { id: string; sealedConnection: string },
): ClusterConnection {
  const { credential, ...rest } = parseOpened(
    sealer.open(cluster.sealedConnection, connectionPlace(cluster.id)),
  );
  return {
    ...rest,
    credential:
      credential.kind === 'certificate'
        ? { ...credential, keyPem: Secret.of(credential.keyPem) }
        : { ...credential, token: Secret.of(credential.token) },
  };
}

/** What is wrong with it is not told: a message of JSON.parse quotes its text, and a key is in it. */
function parseOpened(opened: Secret): z.infer<typeof sealedSchema> {
  try {
    return sealedSchema.parse(JSON.parse(opened.reveal()));
  } catch {
    throw new UnsealError('it is not a connection as this version writes it');
  }
}

/** Whether two connections lead to the same place as the same identity. */
export function sameConnection(
  one: ClusterConnection,
  other: ClusterConnection,
): boolean {
  return fingerprint(one) === fingerprint(other);
}

/** Holds the credential in clear: compare it, hash it, never keep it. */
export function fingerprint(connection: ClusterConnection): string {
  const { server, caPem = '', tlsServerName = '', credential } = connection;
  return JSON.stringify([
    server,
    caPem.trim(),
    tlsServerName,
    ...(credential.kind === 'certificate'
      ? [credential.certPem.trim(), credential.keyPem.reveal().trim()]
      : [credential.token.reveal().trim()]),
  ]);
}

export function connectionPlace(clusterId: string): SealPlace {
  return {
    table: 'clusters',
    column: 'sealed_connection',
    rowId: clusterId,
  };
}
