import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ClusterClient } from '../client/ClusterClient';
import {
  ClusterConnection,
  ClusterCredential,
} from '../connection/ClusterConnection';
import { EgressGuard } from '../connection/EgressGuard';
import { parseKubeconfig } from '../connection/parseKubeconfig';
import { Secret } from '@flytower/sealing';
import { parse as parseYaml } from 'yaml';
import { signCertificate, SignOptions } from './signCertificate';

/** A cluster of the machine that runs the tests. @public */
export interface TestCluster {
  name: string;
  server: string;
  caPem: string;
  caKeyPem: string;
  /** As Flytower: `CN=flytower`. */
  connection: ClusterConnection;
  /** Lets connections go to this machine only. */
  guard: EgressGuard;
  /** The cluster's own administrator; to prepare and to look, never to stand in for Flytower. */
  admin: ClusterClient;
  /** Any identity, signed by the cluster's own authority. */
  signCertificate(
    options: SignOptions,
  ): Promise<Extract<ClusterCredential, { kind: 'certificate' }>>;
}

const fileSchema = z.object({
  programs: z.record(z.string(), z.string()).optional(),
  clusters: z.array(
    z.object({
      name: z.string(),
      server: z.string(),
      caFile: z.string(),
      caKeyFile: z.string(),
      adminKubeconfig: z.string(),
      flytower: z.object({ certFile: z.string(), keyFile: z.string() }),
    }),
  ),
});

const adminSchema = z.object({
  users: z.tuple([
    z.object({
      user: z.object({
        'client-certificate': z.string().optional(),
        'client-key': z.string().optional(),
      }),
    }),
  ]),
});

/**
 * The clusters of the file that `FLYTOWER_TEST_CLUSTERS` names; none when it is not set.
 *
 * @public
 */
export function testClusters(): TestCluster[] {
  return (readFile()?.clusters ?? []).map(entry => {
    const guard = EgressGuard.fromCidrs(['127.0.0.0/8', '::1/128']);
    const caPem = read(entry.caFile);
    const caKeyPem = read(entry.caKeyFile);
    const { name, server } = entry;
    return {
      name,
      server,
      caPem,
      caKeyPem,
      guard,
      connection: {
        server,
        caPem,
        credential: {
          kind: 'certificate',
          certPem: read(entry.flytower.certFile),
          keyPem: Secret.of(read(entry.flytower.keyFile)),
        },
      },
      admin: ClusterClient.create({
        name,
        guard,
        connection: {
          server,
          caPem,
          credential: readAdmin(entry.adminKubeconfig),
        },
      }),
      signCertificate: options => signCertificate({ caPem, caKeyPem }, options),
    };
  });
}

/**
 * Where a program is that the clusters are made of.
 *
 * @throws Error where they are somebody's own, of which no programs are known
 */
export function programOfClusters(name: string): string {
  const program = readFile()?.programs?.[name];
  if (!program) {
    throw new Error(
      `The clusters of FLYTOWER_TEST_CLUSTERS name no program ${name}; let \`npm test -- cluster\` make them`,
    );
  }
  return program;
}

function readFile(): z.output<typeof fileSchema> | undefined {
  const file = process.env.FLYTOWER_TEST_CLUSTERS;
  return file ? fileSchema.parse(JSON.parse(read(file))) : undefined;
}

/** kwokctl's own kubeconfig names files, which {@link parseKubeconfig} rightly refuses. */
function readAdmin(kubeconfig: string): ClusterCredential {
  const text = read(kubeconfig);
  const parsed = adminSchema.safeParse(parseYaml(text));
  const user = parsed.success ? parsed.data.users[0].user : {};
  if (user['client-certificate'] && user['client-key']) {
    return {
      kind: 'certificate',
      certPem: read(user['client-certificate']),
      keyPem: Secret.of(read(user['client-key'])),
    };
  }
  return parseKubeconfig(text).credential;
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
