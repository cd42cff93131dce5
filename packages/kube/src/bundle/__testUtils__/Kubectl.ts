import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ClusterCredential } from '../../connection/ClusterConnection';
import { TestCluster } from '../../testUtils';
import { programOfClusters } from '../../testUtils/testClusters';

const run = promisify(execFile);
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The real kubectl, signed in with a certificate, as a cluster's administrator uses it. */
export class Kubectl {
  readonly #folder = mkdtempSync(join(tmpdir(), 'flytower-kubectl-'));
  readonly #program: string;

  constructor(
    { server, caPem }: TestCluster,
    credential: Extract<ClusterCredential, { kind: 'certificate' }>,
  ) {
    this.#program = programOfClusters('kubectl');
    const name = 'it';
    writeFileSync(
      this.#kubeconfig,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': name,
        contexts: [{ name, context: { cluster: name, user: name } }],
        clusters: [
          {
            name,
            cluster: {
              server,
              'certificate-authority-data': base64(caPem),
            },
          },
        ],
        users: [
          {
            name,
            user: {
              'client-certificate-data': base64(credential.certPem),
              'client-key-data': base64(credential.keyPem.reveal()),
            },
          },
        ],
      }),
      { mode: 0o600 },
    );
  }

  /** What it printed. Throws with what it complained of where it fails. */
  async run(...args: string[]): Promise<string> {
    const { stdout } = await run(
      this.#program,
      ['--kubeconfig', this.#kubeconfig, ...args],
      { env: { HOME: this.#folder }, maxBuffer: 8 * 1024 * 1024 },
    );
    return stdout;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #kubeconfig(): string {
    return join(this.#folder, 'kubeconfig');
  }
}
