import { SealPlace, Sealer, Secret, UnsealError } from '@flytower/sealing';
import { engineSchema } from '@flytower/plugin-public-services-common';
import { z } from 'zod';
import { ServerRecord } from '../../domain/records';
import { ServerAccess } from '../../engines/EngineDriver';

const sealedSchema = z.object({
  engine: engineSchema,
  host: z.string(),
  port: z.int(),
  tls: z
    .object({
      caPem: z.string().optional(),
      serverName: z.string().optional(),
    })
    .optional(),
  administrator: z.object({ username: z.string(), password: z.string() }),
});

function placeOf(serverId: string): SealPlace {
  return { table: 'servers', column: 'sealed_access', rowId: serverId };
}

/**
 * Seals the access whole. So not even a writer to the database can make Flytower show the administrator's password to
 * another address.
 */
export function sealAccess(
  sealer: Sealer,
  serverId: string,
  access: ServerAccess,
): Pick<ServerRecord, 'sealedAccess' | 'sealKey'> {
  return {
    sealedAccess: sealer.seal(
      Secret.of(fingerprintOf(access)),
      placeOf(serverId),
    ),
    sealKey: sealer.keyId,
  };
}

/** Throws an UnsealError where the value does not open, or is no access. */
export function openAccess(
  sealer: Sealer,
  server: Pick<ServerRecord, 'id' | 'sealedAccess'>,
): ServerAccess {
  const opened = sealer.open(server.sealedAccess, placeOf(server.id));
  const { administrator, ...access } = parseOpened(opened);
  return {
    ...access,
    administrator: {
      username: administrator.username,
      password: Secret.of(administrator.password),
    },
  };
}

/** What is wrong with it is not told: a message of JSON.parse quotes its text, and a password is in it. */
function parseOpened(opened: Secret): z.infer<typeof sealedSchema> {
  try {
    return sealedSchema.parse(JSON.parse(opened.reveal()));
  } catch {
    throw new UnsealError('it is not an access as this version writes it');
  }
}

/** Holds the password in clear: compare it, seal it, hash it, never keep it. */
export function fingerprintOf(access: ServerAccess): string {
  const { engine, host, port, tls, administrator } = access;
  const plain: z.input<typeof sealedSchema> = {
    engine,
    host,
    port,
    ...(tls ? { tls: { caPem: tls.caPem, serverName: tls.serverName } } : {}),
    administrator: {
      username: administrator.username,
      password: administrator.password.reveal(),
    },
  };
  return JSON.stringify(plain);
}
