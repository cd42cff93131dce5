import { InputError } from '@backstage/errors';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { ClusterConnection, ClusterCredential } from './ClusterConnection';
import { Secret } from './Secret';
import { parseHttps } from './EgressGuard';

/** kubectl writes empty fields as well as leaving them out. */
const text = z
  .string()
  .nullish()
  .transform(value => value || undefined);
const anything = z.unknown().transform(value => value ?? undefined);

const clusterSchema = z.object({
  server: z.string(),
  'certificate-authority-data': text,
  'certificate-authority': text,
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': text,
  'proxy-url': text,
});

const userSchema = z.object({
  'client-certificate-data': text,
  'client-key-data': text,
  'client-certificate': text,
  'client-key': text,
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  as: text,
  exec: anything.optional(),
  'auth-provider': anything.optional(),
});

const kubeconfigSchema = z.object({
  'current-context': text,
  contexts: z
    .array(
      z.object({
        name: z.string(),
        context: z.object({ cluster: z.string(), user: z.string() }),
      }),
    )
    .default([]),
  clusters: z
    .array(z.object({ name: z.string(), cluster: clusterSchema }))
    .default([]),
  users: z.array(z.object({ name: z.string(), user: userSchema })).default([]),
});

type Cluster = z.output<typeof clusterSchema>;
type User = z.output<typeof userSchema>;

/**
 * Reads a pasted kubeconfig. Everything must be inside the text: what would make Flytower run a program (`exec`,
 * `auth-provider`), read a file of its own machine, skip TLS verification or go through a proxy is refused.
 *
 * Messages never quote the text, since keys are in it.
 *
 * @throws InputError with a sentence that says what to change
 * @public
 */
export function parseKubeconfig(kubeconfig: string): ClusterConnection {
  const config = parseShape(kubeconfig);
  const context = pickContext(config);
  const cluster = config.clusters.find(it => it.name === context.cluster);
  if (!cluster) {
    throw new InputError(
      `The kubeconfig's context points at the cluster "${context.cluster}", which is not in the file`,
    );
  }
  const user = config.users.find(it => it.name === context.user);
  if (!user) {
    throw new InputError(
      `The kubeconfig's context points at the user "${context.user}", which is not in the file`,
    );
  }
  const tlsServerName = cluster.cluster['tls-server-name'];
  return {
    ...readCluster(cluster.cluster),
    ...(tlsServerName && { tlsServerName }),
    credential: readUser(user.user),
  };
}

function parseShape(kubeconfig: string): z.output<typeof kubeconfigSchema> {
  let raw: unknown;
  try {
    raw = parseYaml(kubeconfig, { maxAliasCount: 0 });
  } catch {
    throw new InputError(
      'The kubeconfig is not YAML; paste the whole file, as `kubectl config view --raw --flatten --minify` prints it',
    );
  }
  const parsed = kubeconfigSchema.safeParse(raw);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') || 'its top level';
    throw new InputError(
      `The kubeconfig is not complete: look at ${where}; paste what \`kubectl config view --raw --flatten --minify\` prints`,
    );
  }
  return parsed.data;
}

function pickContext(config: z.output<typeof kubeconfigSchema>) {
  const current = config['current-context'];
  if (current) {
    const found = config.contexts.find(it => it.name === current);
    if (!found) {
      throw new InputError(
        `The kubeconfig's current context "${current}" is not in the file`,
      );
    }
    return found.context;
  }
  const [only, ...others] = config.contexts;
  if (!only) {
    throw new InputError(
      'The kubeconfig has no context; paste what `kubectl config view --raw --flatten --minify` prints',
    );
  }
  if (others.length > 0) {
    throw new InputError(
      'The kubeconfig has several contexts and says of none that it is the current one; set current-context',
    );
  }
  return only.context;
}

function readCluster(cluster: Cluster): { server: string; caPem: string } {
  if (cluster['insecure-skip-tls-verify']) {
    throw new InputError(
      'The kubeconfig says insecure-skip-tls-verify; Flytower always verifies a cluster, so give its certificate authority instead',
    );
  }
  if (cluster['proxy-url']) {
    throw new InputError(
      'The kubeconfig has a proxy-url; Flytower connects to clusters directly',
    );
  }
  if (cluster['certificate-authority']) {
    throw fileRefused('certificate-authority');
  }
  const ca = cluster['certificate-authority-data'];
  if (!ca) {
    throw new InputError(
      'The kubeconfig has no certificate-authority-data; without it Flytower cannot verify the cluster',
    );
  }
  parseHttps(cluster.server);
  return {
    server: cluster.server,
    caPem: decodePem(ca, 'certificate-authority-data'),
  };
}

function readUser(user: User): ClusterCredential {
  if (user.exec !== undefined) {
    throw new InputError(
      'The kubeconfig signs in with an exec plugin; Flytower runs no programs from it, so give a client certificate or a token',
    );
  }
  if (user['auth-provider'] !== undefined) {
    throw new InputError(
      'The kubeconfig signs in with an auth-provider; Flytower runs none, so give a client certificate or a token',
    );
  }
  for (const key of [
    'client-certificate',
    'client-key',
    'tokenFile',
  ] as const) {
    if (user[key]) {
      throw fileRefused(key);
    }
  }
  if (user.as) {
    throw new InputError(
      'The kubeconfig impersonates another user; give the certificate or token of the identity itself',
    );
  }
  const cert = user['client-certificate-data'];
  const key = user['client-key-data'];
  if (cert && key) {
    return {
      kind: 'certificate',
      certPem: decodePem(cert, 'client-certificate-data'),
      keyPem: Secret.of(decodePem(key, 'client-key-data')),
    };
  }
  if (cert || key) {
    throw new InputError(
      'The kubeconfig has only one of client-certificate-data and client-key-data; both are needed',
    );
  }
  if (user.token) {
    return { kind: 'token', token: Secret.of(user.token) };
  }
  throw new InputError(
    'The kubeconfig has neither a client certificate with its key nor a token',
  );
}

function fileRefused(key: string): InputError {
  return new InputError(
    `The kubeconfig names a file (${key}); Flytower reads no files from it, so paste what \`kubectl config view --raw --flatten --minify\` prints`,
  );
}

function decodePem(base64: string, key: string): string {
  const pem = Buffer.from(base64, 'base64').toString('utf8');
  if (!pem.includes('-----BEGIN ')) {
    throw new InputError(
      `The kubeconfig's ${key} is not base64 of a PEM block; paste the file unchanged`,
    );
  }
  return pem;
}
