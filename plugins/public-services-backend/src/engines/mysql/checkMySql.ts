import { ServerCheck } from '@flytower/plugin-public-services-common';
import { z } from 'zod';
import { EngineError, ServerAccess } from '../EngineDriver';
import { dialectOf } from './dialectOf';
import { missingRights } from './grants';
import { MySqlSession, placeOf } from './MySqlSession';
import { tooOld } from './Product';

/** What a server is, and whether its administrator may do what Flytower does. */
export async function checkMySql(
  session: MySqlSession,
  server: ServerAccess,
): Promise<ServerCheck> {
  const { product } = session;
  const place = placeOf(server);
  const oldest = tooOld(product);
  if (oldest !== undefined) {
    throw new EngineError(
      'too-old',
      `${place} is ${product.name} ${product.version}; Flytower needs ${oldest} or later`,
      false,
    );
  }
  const grants = await session.rows(
    z.record(z.string(), z.string()),
    'SHOW GRANTS',
  );
  const missing = missingRights(grants.flatMap(row => Object.values(row)));
  if (missing.length > 0) {
    const rights = missing.filter(right => right !== 'GRANT OPTION');
    throw new EngineError(
      'missing-rights',
      `${place} lets ${
        server.administrator.username
      } sign in, but without ${missing.join(', ')}; grant ${
        rights.length > 0 ? rights.join(', ') : 'its rights'
      } ON *.* to it WITH GRANT OPTION`,
      false,
    );
  }
  const [state] = await session.rows(
    z.object({ readOnly: z.coerce.number() }),
    'SELECT @@global.read_only AS readOnly',
  );
  if (state?.readOnly) {
    throw new EngineError(
      'failed',
      `${place} is read-only, as a replica is; register the server that may be written`,
      false,
    );
  }
  const [cipher] = await session.rows(
    z.object({ Value: z.string() }),
    "SHOW SESSION STATUS LIKE 'Ssl_cipher'",
  );
  return {
    outcome: 'usable',
    product: product.name,
    version: product.version,
    encrypted: Boolean(cipher?.Value),
    notes: [...dialectOf(product).notes],
  };
}
