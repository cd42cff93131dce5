import fs from 'node:fs/promises';
import path from 'node:path';
import { exists, hashText } from './files.mjs';
import { inTurn } from './lock.mjs';
import { cache, root } from './places.mjs';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';

const KUBERNETES = '1.36.3';
const VERSION_PACKAGE = 'k8s.io/component-base/version';

/**
 * The programs of a local cluster. `module` is the folder under tools/binaries that pins them, `override` what kwokctl
 * itself calls the variable that names another build, `cold` the seconds a build takes on two cores with nothing cached.
 */
export const PROGRAMS = [
  {
    name: 'kube-apiserver',
    module: 'kubernetes',
    source: 'k8s.io/kubernetes/cmd/kube-apiserver',
    override: 'KWOK_KUBE_APISERVER_BINARY',
    cold: 245,
  },
  {
    name: 'kube-controller-manager',
    module: 'kubernetes',
    source: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    override: 'KWOK_KUBE_CONTROLLER_MANAGER_BINARY',
    cold: 57,
  },
  {
    name: 'kube-scheduler',
    module: 'kubernetes',
    source: 'k8s.io/kubernetes/cmd/kube-scheduler',
    override: 'KWOK_KUBE_SCHEDULER_BINARY',
    cold: 5,
  },
  {
    name: 'kubectl',
    module: 'kubernetes',
    source: 'k8s.io/kubernetes/cmd/kubectl',
    override: 'KWOK_KUBECTL_BINARY',
    cold: 23,
  },
  {
    name: 'kwok',
    module: 'kubernetes',
    source: 'sigs.k8s.io/kwok/cmd/kwok',
    override: 'KWOK_KWOK_CONTROLLER_BINARY',
    cold: 9,
  },
  {
    name: 'kwokctl',
    module: 'kubernetes',
    source: 'sigs.k8s.io/kwok/cmd/kwokctl',
    override: 'KWOK_KWOKCTL_BINARY',
    cold: 10,
  },
  {
    name: 'etcd',
    module: 'etcd',
    source: 'go.etcd.io/etcd/server/v3',
    override: 'KWOK_ETCD_BINARY',
    cold: 30,
  },
  {
    name: 'etcdctl',
    module: 'etcd',
    source: 'go.etcd.io/etcd/etcdctl/v3',
    override: 'KWOK_ETCDCTL_BINARY',
    cold: 10,
  },
  {
    name: 'etcdutl',
    module: 'etcd',
    source: 'go.etcd.io/etcd/etcdutl/v3',
    override: 'KWOK_ETCDUTL_BINARY',
    cold: 5,
  },
];

/** The flags that make a build say its version; a Kubernetes program without them calls itself v0.0.0. */
export function linkerFlags(module) {
  const flags = ['-s', '-w'];
  if (module === 'kubernetes') {
    const [major, minor] = KUBERNETES.split('.');
    flags.push(
      `-X ${VERSION_PACKAGE}.gitVersion=v${KUBERNETES}`,
      `-X ${VERSION_PACKAGE}.gitMajor=${major}`,
      `-X ${VERSION_PACKAGE}.gitMinor=${minor}`,
    );
  }
  return flags.join(' ');
}

/**
 * Where the person's own build of a program is: the variable that names it, else the folder KUBEBUILDER_ASSETS where it
 * holds it.
 */
async function ownBuild({ name, override }, env) {
  if (env[override]) {
    if (!(await exists(env[override]))) {
      throw new Problem(
        `${override} names ${env[override]}, which does not exist; correct it or unset it.`,
      );
    }
    return path.resolve(env[override]);
  }
  if (env.KUBEBUILDER_ASSETS) {
    const file = path.resolve(env.KUBEBUILDER_ASSETS, name);
    return (await exists(file)) ? file : undefined;
  }
  return undefined;
}

/** The version out of `go version go1.26.8 linux/amd64`, as numbers. */
export function goVersion(text) {
  const match = /go(\d+)\.(\d+)/.exec(text);
  return match && { major: Number(match[1]), minor: Number(match[2]) };
}

const WAYS_OUT =
  'install Go 1.26 or newer (https://go.dev/dl), or name finished programs by KUBEBUILDER_ASSETS, or use clusters of your own with FLYTOWER_KUBECONFIG=a.yaml,b.yaml';

async function requireGo(env) {
  const { stdout } = await run('go', ['version'], {
    env,
    missing: `The programs of the local clusters are built with Go, and there is no Go on your PATH; ${WAYS_OUT}.`,
  });
  const version = goVersion(stdout);
  if (
    !version ||
    version.major < 1 ||
    (version.major === 1 && version.minor < 26)
  ) {
    throw new Problem(
      `The programs of the local clusters need Go 1.26 or newer, and this is ${stdout.trim()}; ${WAYS_OUT}.`,
    );
  }
}

/**
 * Finds or builds every program of a local cluster. A build is made once for each content of its go.mod and go.sum, put in
 * place by a rename, and so either whole or not there.
 *
 * @returns {Promise<Record<string, string>>} path by name
 */
export async function obtainBinaries(env, waitsFor, only) {
  const found = {};
  const missing = [];
  const wanted = only
    ? PROGRAMS.filter(program => only.includes(program.name))
    : PROGRAMS;
  for (const program of wanted) {
    const own = await ownBuild(program, env);
    const built = path.join(await moduleCache(program.module), program.name);
    if (own) {
      found[program.name] = own;
    } else {
      found[program.name] = built;
      if (!(await exists(built))) {
        missing.push(program);
      }
    }
  }
  if (missing.length > 0) {
    await requireGo(env);
    await inTurn(
      path.join(cache(), 'binaries.lock'),
      () => buildAll(missing, env, waitsFor),
      pid => waitsFor(`process ${pid}, which builds them already`),
    );
  }
  return found;
}

async function moduleCache(module) {
  const folder = path.join(root, 'tools', 'binaries', module);
  const [mod, sum] = await Promise.all(
    ['go.mod', 'go.sum'].map(file =>
      fs.readFile(path.join(folder, file), 'utf8'),
    ),
  );
  const key = hashText(
    mod,
    sum,
    linkerFlags(module),
    process.platform,
    process.arch,
  );
  return path.join(cache(), 'binaries', `${module}-${key}`);
}

async function buildAll(programs, env, waitsFor) {
  for (const [index, program] of programs.entries()) {
    const folder = await moduleCache(program.module);
    const file = path.join(folder, program.name);
    if (await exists(file)) {
      continue; // the process we waited for has built it
    }
    waitsFor(
      `building ${program.name}, ${index + 1} of ${programs.length} (up to ${
        program.cold
      } s)`,
    );
    await fs.mkdir(folder, { recursive: true });
    const draft = path.join(folder, `.${program.name}.${process.pid}`);
    try {
      await run(
        'go',
        [
          'build',
          '-trimpath',
          '-buildvcs=false',
          '-mod=readonly',
          '-ldflags',
          linkerFlags(program.module),
          '-o',
          draft,
          program.source,
        ],
        {
          cwd: path.join(root, 'tools', 'binaries', program.module),
          env: { ...env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' },
          failure: `Go could not build ${program.name}; check that the Go module proxy is reachable and run the command again: what is built stays built.`,
        },
      );
      await fs.rename(draft, file);
    } finally {
      await fs.rm(draft, { force: true });
    }
  }
}

/** The version a program says of itself: "1.36.3" out of "Kubernetes v1.36.3" or "etcd Version: 3.6.10". */
export async function versionOf(file) {
  const { output } = await run(file, ['--version'], {
    failure: `${file} does not start; it may be built for another machine.`,
  });
  return /(\d+\.\d+\.\d+)/.exec(output)?.[1];
}
