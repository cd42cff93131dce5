import path from 'node:path';
import { root } from './places.mjs';

/** The one client of the local identity provider. */
export const CLIENT_ID = 'flytower';

/** One security zone serves all local clusters; zones are read about in the portal's fleet pages. */
const SECURITY_ZONE = 'core';

/**
 * What a local installation adds to app-config.yaml: its addresses, its secrets, where its database lies, and the first
 * cluster's registration. Written as JSON, which is YAML.
 *
 * @param {object} local
 * @param {string} local.home state folder
 * @param {string} local.portalUrl where the backend serves
 * @param {string} [local.appUrl] where the app is served when not by the backend
 * @param {string} local.issuer the identity provider
 * @param {Awaited<ReturnType<typeof import('./secrets.mjs').localSecrets>>} local.secrets
 * @param {{ name: string, displayName: string, dataCentre: string, server: string, egress?: string[], caFile: string, flytower: { certFile: string, keyFile: string } }[]} local.clusters
 *   the first is registered from this configuration, the others by a person in the browser
 * @param {import('./engines/engines.mjs').Engine[]} [local.engines] the demo servers of public services
 * @param {object} [local.database] Backstage's `backend.database`; by default SQLite in the state folder
 * @param {number} [local.listenPort] where this process listens, when others share its address
 * @param {{ id: string, key: string }[]} [local.sealKeys] the first seals, all open; by default the secrets' one
 * @param {boolean} [local.forTests] accepts the secrets' access token as that of a program from outside, for tests of what such a one may not do
 */
export function localConfig({
  home,
  portalUrl,
  appUrl = portalUrl,
  issuer,
  secrets,
  clusters,
  engines = [],
  database = {
    client: 'better-sqlite3',
    connection: { directory: path.join(home, 'database') },
  },
  listenPort = Number(new URL(portalUrl).port),
  sealKeys = [secrets.sealKey],
  forTests = false,
}) {
  const [first] = clusters;
  return {
    app: { baseUrl: appUrl },
    backend: {
      baseUrl: portalUrl,
      listen: { host: '127.0.0.1', port: listenPort },
      ...(appUrl !== portalUrl && {
        cors: {
          origin: appUrl,
          methods: ['GET', 'HEAD', 'PATCH', 'POST', 'PUT', 'DELETE'],
          credentials: true,
        },
      }),
      database,
      ...(forTests && {
        auth: {
          externalAccess: [
            {
              type: 'static',
              options: { token: secrets.accessToken, subject: 'tests' },
            },
          ],
        },
      }),
    },
    auth: {
      environment: 'local',
      session: { secret: secrets.sessionSecret },
      providers: {
        oidc: {
          local: {
            metadataUrl: `${issuer}/.well-known/openid-configuration`,
            clientId: CLIENT_ID,
            clientSecret: secrets.clientSecret,
            prompt: 'login',
            additionalScopes: ['groups'],
          },
        },
      },
    },
    catalog: {
      locations: [
        {
          type: 'file',
          target: path.join(root, 'examples', 'org.yaml'),
          rules: [{ allow: ['User', 'Group'] }],
        },
        // A list of locations takes the place of the one in app-config.yaml.
        {
          type: 'file',
          target: path.join(root, 'templates', 'all.yaml'),
          rules: [{ allow: ['Template', 'Location'] }],
        },
      ],
    },
    ...(forTests && {
      // A killed run of a template need not be waited for as long as in life.
      scaffolder: { taskRecovery: { staleTimeout: { seconds: 3 } } },
      // Nor need an index that was made before the catalog was read.
      search: {
        collators: { catalog: { schedule: { frequency: { seconds: 20 } } } },
      },
    }),
    flytower: {
      seal: { keys: sealKeys },
      audit: {
        keys: [secrets.auditKey],
        ...(secrets.adoptUnsigned && { adoptUnsigned: true }),
      },
      egress: {
        allow: [
          '127.0.0.0/8',
          '::1/128',
          ...clusters.flatMap(({ egress = [] }) => egress),
        ],
      },
      publicServices: {
        demoServers: engines.map(demoServer),
      },
      fleet: {
        dataCentres: dataCentres(clusters),
        ...(first && {
          clusters: [
            {
              name: first.name,
              displayName: first.displayName,
              dataCentre: first.dataCentre,
              securityZone: SECURITY_ZONE,
              server: first.server,
              caFile: first.caFile,
              certFile: first.flytower.certFile,
              keyFile: first.flytower.keyFile,
            },
          ],
        }),
      },
    },
  };
}

/** The password is read from its own file, which only its owner may read. */
function demoServer({
  name,
  displayName,
  engine,
  host,
  port,
  username,
  passwordFile,
  caFile,
}) {
  return {
    name,
    displayName,
    engine,
    host,
    port,
    administrator: { username, password: { $file: passwordFile } },
    ...(caFile && { tls: { caPem: { $file: caFile } } }),
  };
}

const DATA_CENTRES = {
  'dc-east': {
    displayName: 'East',
    region: 'east',
    role: 'production',
    provider: 'self-built',
  },
  'dc-west': {
    displayName: 'West',
    region: 'west',
    role: 'production',
    provider: 'self-built',
  },
  local: {
    displayName: 'Local',
    region: 'local',
    role: 'production',
    provider: 'self-built',
  },
};

function dataCentres(clusters) {
  const names = new Set(clusters.map(cluster => cluster.dataCentre));
  return [...names].map(name => ({ name, ...DATA_CENTRES[name] }));
}
