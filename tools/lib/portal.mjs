import path from 'node:path';
import { writeJson } from './files.mjs';
import { CLIENT_ID, localConfig } from './localConfig.mjs';
import { root } from './places.mjs';
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

/** Writes the configuration of an installation and answers the files the backend reads, in order. */
export async function writeConfig({
  home,
  ports,
  clusters,
  engines,
  appUrl,
  forTests,
}) {
  const { portal, issuer } = addressesOf(ports);
  const file = path.join(home, 'app-config.local.yaml');
  const config = localConfig({
    home,
    portalUrl: portal,
    appUrl,
    issuer,
    secrets: await localSecrets(home),
    clusters,
    engines,
    forTests,
  });
  await writeJson(file, config, { mode: 0o600 });
  return [path.join(root, 'app-config.yaml'), file];
}

/**
 * Starts the backend as one process, straight from its sources, serving the built app, and waits until it is ready.
 */
export async function startBackend({
  home,
  ports,
  runtime,
  scope,
  configs,
  env = {},
  onCrash = scope.fail,
}) {
  const service = await Service.start({
    title: 'The portal',
    node: runtime.node,
    args: [
      '--require',
      '@backstage/cli-node/config/nodeTransform.cjs',
      'src/index.ts',
      ...configs.flatMap(config => ['--config', config]),
    ],
    cwd: path.join(root, 'packages', 'backend'),
    env: { ...runtime.env, NODE_ENV: 'production', ...env },
    log: log(home, 'portal'),
    onCrash,
  });
  scope.onEnd(() => service.stop());
  await scope.orFail(
    service.ready(
      `http://localhost:${ports.portal}/.backstage/health/v1/readiness`,
      scope.signal,
    ),
  );
  return service;
}
