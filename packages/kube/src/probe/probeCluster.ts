import { InputError, NotAllowedError } from '@backstage/errors';
import { z } from 'zod';
import { ClusterClient } from '../client/ClusterClient';
import { KubeError } from '../client/KubeError';
import { ClusterConnection } from '../connection/ClusterConnection';
import { EgressGuard } from '../connection/EgressGuard';
import { checkCredential, mastersRefused } from './checkCredential';
import { readHeldBundle } from './HeldBundle';
import { readNodeFacts } from './nodeFacts';
import { Probed } from './Probed';
import { failureOf, ProbeFailure } from './ProbeFailure';
import { ProbeResult, ReadinessItem } from './ProbeResult';
import { readinessOf } from './readiness';
import { describeRight, missingRights, READING } from './rights';

const DEFAULT_TIMEOUT_MS = 5_000;

const versionSchema = z.object({ gitVersion: z.string() });
const reviewSchema = z.object({
  status: z.object({
    userInfo: z.object({
      username: z.string(),
      groups: z.array(z.string()).default([]),
    }),
  }),
});

/** @public */
export interface ProbeOptions {
  connection: ClusterConnection;
  guard: EgressGuard;
  clock: { now(): Date };
  /** For each call; 5 s by default. */
  timeoutMs?: number;
}

/**
 * Looks at a cluster before it is registered, and again later: whether it can be reached, whose certificate it shows, who
 * Flytower is there and what it may do, what the cluster has. It changes nothing; what it asks to make is a dry run.
 *
 * Never throws for what was entered or what the cluster answers.
 *
 * @public
 */
export async function probeCluster(
  options: ProbeOptions,
): Promise<ProbeResult> {
  let client: ClusterClient | undefined;
  try {
    checkAddress(options);
    const certificateExpiresAt = checkCredential(
      options.connection,
      options.clock.now(),
    );
    client = createClient(options);
    return await look(client, options, certificateExpiresAt);
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  } finally {
    client?.close();
  }
}

async function look(
  client: ClusterClient,
  options: ProbeOptions,
  certificateExpiresAt: string | undefined,
): Promise<ProbeResult> {
  const { version, serverTime } = await firstCall(client, options);
  const { username: user, groups } = await whoAmI(client);
  if (groups.includes('system:masters')) {
    throw mastersRefused(user);
  }
  await mustRead(client, user);
  const [nodes, clusterUid, bundle] = await Promise.all([
    readNodeFacts(client),
    readClusterUid(client, user),
    readHeldBundle(client),
  ]);
  const probed: Probed = {
    client,
    now: options.clock.now(),
    version,
    user,
    serverTime,
    certificateExpiresAt,
    nodes,
    bundle,
  };
  const readiness = [
    identityItem(user, groups),
    ...authorityItems(options.connection),
    ...(await readinessOf(probed)),
  ];
  const managed = readiness.every(
    ({ required, state }) => !required || state !== 'missing',
  );
  return {
    ok: true,
    version,
    identity: { user, groups },
    ...(certificateExpiresAt && { certificateExpiresAt }),
    nodeCount: nodes.count,
    capacity: nodes.capacity,
    allocatable: nodes.allocatable,
    clusterUid,
    mode: managed ? 'managed' : 'given-namespaces',
    ...(bundle.kind === 'held' && { bundleVersion: bundle.version }),
    readiness,
  };
}

function checkAddress({ connection, guard }: ProbeOptions): void {
  try {
    guard.check(connection.server);
  } catch (error) {
    if (error instanceof NotAllowedError) {
      throw new ProbeFailure('egress-refused', error.message);
    }
    if (error instanceof InputError) {
      throw new ProbeFailure(
        error.message.includes('HTTPS') ? 'not-https' : 'bad-address',
        error.message,
      );
    }
    throw error;
  }
}

/** Making the TLS context can fail on what the certificate looks like; that is the input's fault too. */
function createClient(options: ProbeOptions): ClusterClient {
  return ClusterClient.create({
    name: new URL(options.connection.server).host,
    connection: options.connection,
    guard: options.guard,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  });
}

async function firstCall(
  client: ClusterClient,
  { connection }: ProbeOptions,
): Promise<{ version: string; serverTime?: Date }> {
  let body: string;
  let date: string | undefined;
  try {
    const response = await client.raw('/version');
    body = response.body;
    date = response.headers.date;
  } catch (error) {
    throw error instanceof KubeError ? failureOf(error, connection) : error;
  }
  const time = date === undefined ? NaN : Date.parse(date);
  return {
    version: parseVersion(body, connection.server),
    ...(Number.isNaN(time) ? {} : { serverTime: new Date(time) }),
  };
}

function parseVersion(body: string, server: string): string {
  try {
    return versionSchema.parse(JSON.parse(body)).gitVersion;
  } catch {
    throw new ProbeFailure(
      'not-kubernetes',
      `What answers at ${server} is not a Kubernetes API server; check the address`,
    );
  }
}

async function whoAmI(client: ClusterClient) {
  const review = await client.review({
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'SelfSubjectReview',
  });
  const { userInfo } = reviewSchema.parse(review).status;
  if (userInfo.username === 'system:anonymous') {
    throw new ProbeFailure(
      'credential-refused',
      `The API server at ${client.name} does not know the given certificate or token; give one that this cluster's own authority issued`,
    );
  }
  return userInfo;
}

async function mustRead(client: ClusterClient, user: string): Promise<void> {
  const missing = await missingRights(client, READING);
  if (missing.length > 0) {
    throw new ProbeFailure(
      'no-rights',
      `"${user}" may not ${missing
        .map(describeRight)
        .join(
          ', ',
        )} in this cluster; let its administrator apply the bundle, which gives these rights to CN=flytower`,
    );
  }
}

async function readClusterUid(
  client: ClusterClient,
  user: string,
): Promise<string> {
  const namespace = await client.get({
    apiVersion: 'v1',
    kind: 'Namespace',
    name: 'kube-system',
  });
  const uid = namespace?.metadata?.uid;
  if (!uid) {
    throw new ProbeFailure(
      'no-rights',
      `"${user}" cannot see the namespace kube-system, by whose uid Flytower tells one cluster from another`,
    );
  }
  return uid;
}

function identityItem(user: string, groups: string[]): ReadinessItem {
  return {
    id: 'identity',
    title: 'Identity',
    state: 'ready',
    required: true,
    sentence: `Flytower is known there as "${user}", in ${groups.join(', ')}`,
  };
}

/** Said where nobody gave one: whoever registers a cluster should know what its certificate was measured by. */
function authorityItems({ caPem }: ClusterConnection): ReadinessItem[] {
  return caPem === undefined
    ? [
        {
          id: 'authority',
          title: 'Certificate authority',
          state: 'ready',
          required: false,
          sentence:
            "No certificate authority was given: the API server's certificate is signed by one that Flytower's own machine trusts",
        },
      ]
    : [];
}

function problemOf(error: unknown) {
  if (error instanceof ProbeFailure) {
    return error.problem;
  }
  if (error instanceof KubeError) {
    return {
      code: error.kind === 'forbidden' ? 'no-rights' : 'failed',
      sentence: error.sentence,
    } as const;
  }
  return {
    code: 'failed',
    sentence: `The check broke off: ${
      error instanceof Error ? error.message : String(error)
    }`,
  } as const;
}
