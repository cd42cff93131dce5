import { ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterClient } from '../client/ClusterClient';
import { ClusterConnection } from '../connection/ClusterConnection';
import { eventually } from './eventually';
import { programOfClusters, TestCluster } from './testClusters';

const HOST = '127.0.0.1';

interface Ports {
  server: number;
  etcd: number;
  peer: number;
}

/**
 * An API server and its etcd for one test alone, which may stop them, put their store back and throw them away. Nothing else
 * of a cluster is there: what a test makes, nobody changes. It allows everything to whom the authority of a test cluster has
 * signed.
 */
export class OwnControlPlane {
  readonly #folder: string;
  readonly #ports: Ports;
  #etcd: ChildProcess | undefined;
  #apiServer: ChildProcess | undefined;
  readonly connection: ClusterConnection;
  readonly admin: ClusterClient;

  private constructor(
    folder: string,
    ports: Ports,
    connection: ClusterConnection,
    admin: ClusterClient,
  ) {
    this.#folder = folder;
    this.#ports = ports;
    this.connection = connection;
    this.admin = admin;
  }

  static async start(authority: TestCluster): Promise<OwnControlPlane> {
    const folder = await mkdtemp(join(tmpdir(), 'flytower-control-plane-'));
    const [server, etcd, peer] = await freePorts(3);
    const own = await authority.signCertificate({ cn: 'server', ip: HOST });
    const connection: ClusterConnection = {
      server: `https://${HOST}:${server}`,
      caPem: authority.caPem,
      credential: await authority.signCertificate({ cn: 'admin' }),
    };
    const accounts = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const files = {
      'ca.crt': authority.caPem,
      'server.crt': own.certPem,
      'server.key': own.keyPem.reveal(),
      'accounts.key': accounts.privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      }),
      'accounts.pub': accounts.publicKey.export({
        type: 'spki',
        format: 'pem',
      }),
    };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, name), text, { mode: 0o600 });
    }
    const plane = new OwnControlPlane(
      folder,
      { server, etcd, peer },
      connection,
      ClusterClient.create({
        name: 'own',
        guard: authority.guard,
        connection,
      }),
    );
    try {
      await plane.startEtcd();
      await plane.startApiServer();
      return plane;
    } catch (error) {
      await plane.close();
      throw error;
    }
  }

  async startApiServer(): Promise<void> {
    const file = (name: string) => join(this.#folder, name);
    this.#apiServer = this.#run('kube-apiserver', [
      `--etcd-servers=http://${HOST}:${this.#ports.etcd}`,
      `--bind-address=${HOST}`,
      `--secure-port=${this.#ports.server}`,
      `--tls-cert-file=${file('server.crt')}`,
      `--tls-private-key-file=${file('server.key')}`,
      `--client-ca-file=${file('ca.crt')}`,
      '--authorization-mode=AlwaysAllow',
      '--service-account-issuer=https://flytower.example.com',
      `--service-account-key-file=${file('accounts.pub')}`,
      `--service-account-signing-key-file=${file('accounts.key')}`,
      // Nobody makes the ServiceAccount that it gives to every pod.
      '--disable-admission-plugins=ServiceAccount',
      '--endpoint-reconciler-type=none',
    ]);
    await this.ready();
  }

  /** At once: asked to end, it waits a minute for open watches first. */
  async killApiServer(): Promise<void> {
    await end(this.#apiServer);
  }

  /** The API server says that it and its etcd are there. */
  async ready(): Promise<void> {
    await eventually(
      'the API server is ready',
      async () => {
        await this.admin.raw('/readyz', { timeoutMs: 2_000 });
        return true;
      },
      60_000,
    );
  }

  async startEtcd(): Promise<void> {
    const client = `http://${HOST}:${this.#ports.etcd}`;
    const peer = `http://${HOST}:${this.#ports.peer}`;
    this.#etcd = this.#run('etcd', [
      `--data-dir=${this.#data}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      // As kubeadm starts it.
      '--watch-progress-notify-interval=5s',
    ]);
  }

  async stopEtcd(): Promise<void> {
    await end(this.#etcd);
  }

  /** Keeps what etcd, which must run, holds. */
  async backUp(): Promise<void> {
    await this.#runToEnd('etcdctl', [
      `--endpoints=http://${HOST}:${this.#ports.etcd}`,
      'snapshot',
      'save',
      this.#backup,
    ]);
  }

  /**
   * Makes the backup what etcd, which must be stopped, holds.
   *
   * @param options what `etcdutl snapshot restore` is told besides
   */
  async putBack(...options: string[]): Promise<void> {
    await rm(this.#data, { recursive: true });
    const peer = `http://${HOST}:${this.#ports.peer}`;
    await this.#runToEnd('etcdutl', [
      'snapshot',
      'restore',
      this.#backup,
      `--data-dir=${this.#data}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      ...options,
    ]);
  }

  async close(): Promise<void> {
    this.admin.close();
    await end(this.#apiServer);
    await end(this.#etcd);
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  get #backup(): string {
    return join(this.#folder, 'backup.db');
  }

  async #runToEnd(program: string, args: string[]): Promise<void> {
    const child = this.#run(program, args);
    await ended(child);
    if (child.exitCode !== 0) {
      throw new Error(
        `${program} ${args.join(' ')} ended with ${child.exitCode}`,
      );
    }
  }

  #run(program: string, args: string[]): ChildProcess {
    const log = openSync(join(this.#folder, `${program}.log`), 'a');
    try {
      return spawn(programOfClusters(program), args, {
        stdio: ['ignore', log, log],
      });
    } finally {
      closeSync(log);
    }
  }
}

/** Ends a process, if it runs, and waits until it is gone. */
async function end(child: ChildProcess | undefined): Promise<void> {
  child?.kill('SIGKILL');
  await ended(child);
}

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (child && child.exitCode === null && child.signalCode === null) {
    await new Promise(resolve => {
      child.once('exit', resolve);
    });
  }
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  return Promise.all(
    servers.map(
      server =>
        new Promise<number>(resolve => {
          server.listen(0, HOST, () => {
            const { port } = server.address() as AddressInfo;
            server.close(() => resolve(port));
          });
        }),
    ),
  );
}
