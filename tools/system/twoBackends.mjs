import { randomBytes } from 'node:crypto';
import { localSecrets } from '../lib/secrets.mjs';
import { startPostgres } from '../testing/postgres.mjs';
import { startBalancer } from './balancer.mjs';
import { Installation } from './installation.mjs';
import { PostgresDatabases } from './postgresDatabases.mjs';

/**
 * Two whole backends on one PostgreSQL, behind one address: what production runs. Both know two sealing keys and seal with
 * the first: the first step of a rotation is done.
 *
 * @returns {Promise<{ installation: Installation, databases: PostgresDatabases, sealKeys: { id: string, key: string }[] }>}
 */
export async function startTwoBackends() {
  let databases;
  let sealKeys;
  const installation = await Installation.start({
    name: 'replicas',
    before: async ({ home, ports, runtime, scope }) => {
      const address = new URL(
        await startPostgres({
          home,
          port: ports.postgres,
          env: runtime.env,
          scope,
        }),
      );
      databases = new PostgresDatabases(address);
      const { sealKey } = await localSecrets(home);
      const next = { id: 'local-2', key: randomBytes(32).toString('base64') };
      sealKeys = [sealKey, next];
      await startBalancer(ports.portal, ports.replicas, scope);
      const [one, two] = ports.replicas;
      return {
        replicas: [
          { name: 'one', port: one },
          { name: 'two', port: two },
        ],
        config: {
          sealKeys,
          database: {
            client: 'pg',
            connection: {
              host: address.hostname,
              port: Number(address.port),
              user: address.username,
              password: address.password,
            },
          },
        },
      };
    },
  });
  return { installation, databases, sealKeys };
}
