import path from 'node:path';
import { writeJson } from './files.mjs';
import { CLIENT_ID, localConfig } from './localConfig.mjs';
import { root, state } from './places.mjs';
import { localSecrets } from './secrets.mjs';
import { Service } from './service.mjs';

const log = (home, name) => path.join(home, 'logs', `${name}.log`);

/** The addresses of one installation. */
export function addressesOf(ports) {
  return {
    portal: `http://localhost:${ports.portal}`,
    devServer: `http://localhost:${ports.devServer}`,
    issuer: `http://localhost:${ports.identity}`,
  };
}

/** Starts the local identity provider and waits until it answers. */
export async function startIdentityProvider({
  home,
  ports,
  runtime,
  scope,
  onCrash = scope.fail,
}) {
  const secrets = await localSecrets(home);
  const { portal, issuer } = addressesOf(ports);
  const service = await Service.start({
    title: 'The local identity provider',
    node: runtime.node,
    args: [path.join(root, 'tools', 'idp', 'main.mjs')],
    cwd: root,
    env: {
      ...runtime.env,
      NODE_ENV: 'development',
      FLYTOWER_IDP_PORT: String(ports.identity),
      FLYTOWER_IDP_CLIENT_ID: CLIENT_ID,
      FLYTOWER_IDP_CLIENT_SECRET: secrets.clientSecret,
      FLYTOWER_IDP_COOKIE_KEY: secrets.cookieKey,
      FLYTOWER_IDP_SIGNING_KEY: JSON.stringify(secrets.signingKey),
      FLYTOWER_IDP_REDIRECT_URI: `${portal}/api/auth/oidc/handler/frame`,
    },
    log: log(home, 'identity-provider'),
    onCrash,
  });
  scope.onEnd(() => service.stop());
  await scope.orFail(
    service.ready(`${issuer}/.well-known/openid-configuration`, scope.signal),
  );
  return service;
}

/**
 * Writes the configuration of an installation and answers the files the backend reads, in order.
 *
 * @param {object} given what {@link localConfig} takes, but for what is known here
 * @param {string} given.home state folder
 * @param {ReturnType<typeof import('./ports.mjs').portsFor>} given.ports
 * @param {string} [given.name] of the file, where several processes of one installation have a configuration each
 */
export async function writeConfig({ home, ports, name = 'local', ...more }) {
  const { portal, issuer } = addressesOf(ports);
  const file = path.join(home, `app-config.${name}.yaml`);
  const config = localConfig({
    home,
    portalUrl: portal,
    issuer,
    secrets: await localSecrets(home),
    ...more,
  });
  await writeJson(file, config, { mode: 0o600 });
  return [path.join(root, 'app-config.yaml'), file];
}

/** What Node runs, and where, for the backend to start straight from its sources. */
export function backendProgram(configs) {
  return {
    args: [
      '--require',
      '@backstage/cli-node/config/nodeTransform.cjs',
      'src/index.ts',
      ...configs.flatMap(config => ['--config', config]),
    ],
    cwd: path.join(root, 'packages', 'backend'),
  };
}

/**
 * Starts the backend as one process, straight from its sources, serving the built app, and waits until it is ready.
 *
 * @param {object} given
 * @param {string} [given.name] of its log
 * @param {number} [given.port] where it listens, by default where the portal is
 * @param {number} [given.descriptors] how many files and sockets it may have open at most
 */
export async function startBackend({
  home,
  ports,
  runtime,
  scope,
  configs,
  name = 'portal',
  port = ports.portal,
  descriptors,
  env = {},
  onCrash = scope.fail,
}) {
  const service = await Service.start({
    title: 'The portal',
    node: runtime.node,
    ...backendProgram(configs),
    env: {
      ...runtime.env,
      NODE_ENV: 'production',
      // A start compiles thousands of files; the next one finds them compiled.
      NODE_COMPILE_CACHE: path.join(state, 'compiled'),
      ...env,
    },
    log: log(home, name),
    descriptors,
    onCrash,
  });
  scope.onEnd(() => service.stop());
  await scope.orFail(
    service.ready(
      `http://localhost:${port}/.backstage/health/v1/readiness`,
      scope.signal,
    ),
  );
  return service;
}
