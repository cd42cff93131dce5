import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

const clustersFileSchema = z.object({
  binaries: z.string(),
  clusters: z.array(
    z.object({
      name: z.string(),
      server: z.url(),
      caFile: z.string(),
      adminKubeconfig: z.string(),
      flytower: z.object({ certFile: z.string(), keyFile: z.string() }),
    }),
  ),
});

/** One of the real clusters that the portal of this run works with. */
export type TestCluster = z.infer<
  typeof clustersFileSchema
>['clusters'][number];

const podListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        uid: z.string(),
        deletionTimestamp: z.string().optional(),
      }),
      spec: z.object({
        containers: z.array(
          z.object({
            image: z.string(),
            env: z
              .array(
                z.object({
                  valueFrom: z
                    .object({
                      secretKeyRef: z.object({ name: z.string() }).optional(),
                    })
                    .optional(),
                }),
              )
              .optional(),
          }),
        ),
      }),
      status: z.object({ phase: z.string() }),
    }),
  ),
});

/** A pod as the cluster itself tells of it. */
export interface ClusterPod {
  name: string;
  uid: string;
  image: string;
  phase: string;
  /** Names of the Secrets that its variables come from. */
  secrets: string[];
}

/** Asks the clusters themselves, so that the portal's word is never taken for its own deeds. */
export class Kubectl {
  readonly #file: z.infer<typeof clustersFileSchema>;

  private constructor(file: z.infer<typeof clustersFileSchema>) {
    this.#file = file;
  }

  static fromEnvironment(): Kubectl {
    const path = process.env.FLYTOWER_TEST_CLUSTERS;
    if (!path) {
      throw new Error(
        'The journey needs real clusters: set FLYTOWER_TEST_CLUSTERS to the clusters.json of running ones, or run node tools/test.mjs browser, which starts them',
      );
    }
    return new Kubectl(
      clustersFileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))),
    );
  }

  cluster(name: string): TestCluster {
    const cluster = this.#file.clusters.find(one => one.name === name);
    if (!cluster) {
      throw new Error(`clusters.json names no cluster "${name}"`);
    }
    return cluster;
  }

  async run(cluster: string, ...args: string[]): Promise<string> {
    const { stdout } = await run(
      join(this.#file.binaries, 'kubectl'),
      ['--kubeconfig', this.cluster(cluster).adminKubeconfig, ...args],
      { maxBuffer: 32 * 1024 * 1024 },
    );
    return stdout;
  }

  /** The pods of a namespace that are not on their way out. */
  async pods(cluster: string, namespace: string): Promise<ClusterPod[]> {
    const text = await this.run(
      cluster,
      'get',
      'pods',
      '--namespace',
      namespace,
      '--output',
      'json',
    );
    return podListSchema
      .parse(JSON.parse(text))
      .items.filter(pod => !pod.metadata.deletionTimestamp)
      .map(pod => ({
        name: pod.metadata.name,
        uid: pod.metadata.uid,
        image: pod.spec.containers[0].image,
        phase: pod.status.phase,
        secrets: [
          ...new Set(
            pod.spec.containers
              .flatMap(({ env = [] }) => env)
              .flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? []),
          ),
        ],
      }));
  }

  /** How many pods of both clusters take variables from each Secret. */
  async secretsOfPods(namespace: string): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { name } of this.#file.clusters) {
      for (const { secrets } of await this.pods(name, namespace)) {
        for (const secret of secrets) {
          counts[secret] = (counts[secret] ?? 0) + 1;
        }
      }
    }
    return counts;
  }

  /** The values of a Secret, as only the cluster's own administrator may read them. */
  async secret(
    cluster: string,
    namespace: string,
    name: string,
  ): Promise<Record<string, string>> {
    const text = await this.run(
      cluster,
      'get',
      'secret',
      name,
      '--namespace',
      namespace,
      '--output',
      'json',
    );
    const { data } = z
      .object({ data: z.record(z.string(), z.string()) })
      .parse(JSON.parse(text));
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString(),
      ]),
    );
  }

  /** Whether the namespace exists in the cluster. */
  async hasNamespace(cluster: string, namespace: string): Promise<boolean> {
    const text = await this.run(
      cluster,
      'get',
      'namespace',
      namespace,
      '--ignore-not-found',
      '--output',
      'name',
    );
    return text.trim() !== '';
  }
}
