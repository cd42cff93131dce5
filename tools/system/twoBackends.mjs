import { startPostgres } from '../testing/postgres.mjs';
import { startBalancer } from './balancer.mjs';
import { Installation } from './installation.mjs';
import { PostgresDatabases } from './postgresDatabases.mjs';

/**
 * Two whole backends on one PostgreSQL, behind one address: what production runs.
 *
 * @returns {Promise<{ installation: Installation, databases: PostgresDatabases }>}
 */
export async function startTwoBackends() {
  let databases;
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
      await startBalancer(ports.portal, ports.replicas, scope);
      const [one, two] = ports.replicas;
      return {
        replicas: [
          { name: 'one', port: one },
          { name: 'two', port: two },
        ],
        config: {
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
  return { installation, databases };
}
