import { InputError } from '@backstage/errors';
import { Secret } from '@flytower/sealing';
import { z } from 'zod';
import { ClusterConnection, ClusterCredential } from './ClusterConnection';
import { parseHttps } from './EgressGuard';
import { readToken } from './readToken';
import { readYaml, Tagged, YamlProblem } from './readYaml';

/** Enough for a dozen clusters with all their certificates. */
const MAX_BYTES = 64 * 1024;

const MINIFIED = '`kubectl config view --raw --flatten --minify`';

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
  'insecure-skip-tls-verify': z.boolean().nullish(),
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

const contextSchema = z.object({ cluster: z.string(), user: z.string() });

/** What stands in the lists is looked at once it is known which entry counts: what is wrong with others does not matter. */
const entries = z
  .array(z.unknown())
  .nullish()
  .transform(list => list ?? []);

const kubeconfigSchema = z.object({
  'current-context': text,
  contexts: entries,
  clusters: entries,
  users: entries,
});

type Kubeconfig = z.output<typeof kubeconfigSchema>;
type Cluster = z.output<typeof clusterSchema>;
type User = z.output<typeof userSchema>;

const YAML_SENTENCES: Record<YamlProblem, string> = {
  'not-yaml': `The kubeconfig is not YAML; paste the whole file, as ${MINIFIED} prints it`,
  'key-twice':
    'The kubeconfig says a key twice in one place, so that nobody can tell which one counts; leave one of them',
  'several-documents':
    'The kubeconfig holds several YAML documents; paste the one that is meant',
};

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
  const config = readShape(kubeconfig);
  const context = pickContext(config);
  const cluster = pick(config, 'cluster', context.cluster, clusterSchema);
  const user = pick(config, 'user', context.user, userSchema);
  const tlsServerName = cluster['tls-server-name'];
  return {
    ...readCluster(cluster),
    ...(tlsServerName && { tlsServerName }),
    credential: readUser(user),
  };
}

function readShape(kubeconfig: string): Kubeconfig {
  if (Buffer.byteLength(kubeconfig) > MAX_BYTES) {
    throw new InputError(
      `The kubeconfig is larger than ${
        MAX_BYTES / 1024
      } KiB; paste only the cluster that is meant, as ${MINIFIED} prints it`,
    );
  }
  const read = readYaml(kubeconfig);
  if ('problem' in read) {
    throw new InputError(YAML_SENTENCES[read.problem]);
  }
  return mustBe(kubeconfigSchema, read.value, []);
}

function mustBe<T>(
  schema: z.ZodType<T>,
  value: unknown,
  at: (string | number)[],
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    return parsed.data;
  }
  const path = parsed.error.issues[0]?.path.map(String) ?? [];
  const where = [...at, ...path].join('.') || 'its top level';
  throw new InputError(
    valueAt(value, path) instanceof Tagged
      ? `The kubeconfig has a YAML tag at ${where}; Flytower resolves no tags, so write the value itself`
      : `The kubeconfig is not complete: look at ${where}; paste what ${MINIFIED} prints`,
  );
}

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(inner).find(([name]) => name === key)?.[1]
        : inner,
    value,
  );
}

/** The entry of a list that has a name; the others are not looked at. */
function pick<T>(
  config: Kubeconfig,
  kind: 'context' | 'cluster' | 'user',
  name: string,
  schema: z.ZodType<T>,
): T {
  const list = config[`${kind}s`];
  const index = list.findIndex(it => nameOf(it) === name);
  if (list.filter(it => nameOf(it) === name).length > 1) {
    throw new InputError(
      `The kubeconfig has two entries "${name}" under ${kind}s, so that nobody can tell which one counts; leave one of them`,
    );
  }
  if (index === -1) {
    throw new InputError(
      kind === 'context'
        ? `The kubeconfig's current context "${name}" is not in the file`
        : `The kubeconfig's context points at the ${kind} "${name}", which is not in the file`,
    );
  }
  return mustBe(
    z.object({ [kind]: schema }).transform(entry => entry[kind]),
    list[index],
    [`${kind}s`, index],
  );
}

function nameOf(entry: unknown): string | undefined {
  return typeof entry === 'object' &&
    entry !== null &&
    'name' in entry &&
    typeof entry.name === 'string'
    ? entry.name
    : undefined;
}

function pickContext(config: Kubeconfig): z.output<typeof contextSchema> {
  const current = config['current-context'];
  if (current) {
    return pick(config, 'context', current, contextSchema);
  }
  const [only, ...others] = config.contexts.flatMap(it => nameOf(it) ?? []);
  if (only === undefined) {
    throw new InputError(
      `The kubeconfig has no context; paste what ${MINIFIED} prints`,
    );
  }
  if (others.length > 0) {
    throw new InputError(
      'The kubeconfig has several contexts and says of none that it is the current one; set current-context',
    );
  }
  return pick(config, 'context', only, contextSchema);
}

function readCluster(
  cluster: Cluster,
): Pick<ClusterConnection, 'server' | 'caPem'> {
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
  parseHttps(cluster.server);
  const ca = cluster['certificate-authority-data'];
  return {
    server: cluster.server,
    ...(ca && { caPem: decodePem(ca, 'certificate-authority-data') }),
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
    return { kind: 'token', token: readToken(user.token) };
  }
  throw new InputError(
    'The kubeconfig has neither a client certificate with its key nor a token',
  );
}

function fileRefused(key: string): InputError {
  return new InputError(
    `The kubeconfig names a file (${key}); Flytower reads no files from it, so paste what ${MINIFIED} prints`,
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
