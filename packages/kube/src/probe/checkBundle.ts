import { BUNDLE_POLICIES, BUNDLE_VERSION, inVersion } from '../bundle/bundle';
import { ClusterClient, Manifest } from '../client/ClusterClient';
import { KubeError } from '../client/KubeError';
import { labelsOf } from '../naming/labelsOf';
import { HeldBundle, measuredVersion } from './HeldBundle';
import { Probed } from './Probed';
import { ReadinessItem } from './ProbeResult';

/** What a namespace of a tenant would look like; it is only ever sent as a dry run. */
const PROBE_NAMESPACE = 'flytower-probe--test';
const PROBE_LABELS = {
  ...labelsOf({ tenant: 'flytower-probe', tenantId: 'probe' }),
  'pod-security.kubernetes.io/enforce': 'restricted',
};

/** The bundle, its policies, and whether they and pod security are truly in force. */
export async function checkBundle({
  client,
  bundle,
}: Probed): Promise<ReadinessItem[]> {
  return [
    bundleItem(bundle),
    ...(await Promise.all([
      policiesItem(client, measuredVersion(bundle)),
      enforcementItem(client),
      podSecurityItem(client),
    ])),
  ];
}

function bundleItem(bundle: HeldBundle): ReadinessItem {
  const item = { id: 'bundle', title: 'Bundle', required: true };
  switch (bundle.kind) {
    case 'unknown':
      return { ...item, state: 'unknown', sentence: bundle.sentence };
    case 'absent':
      return {
        ...item,
        state: 'missing',
        sentence:
          "The bundle is not there; download it and let the cluster's administrator apply it",
      };
    case 'held':
      return bundle.version < BUNDLE_VERSION
        ? {
            ...item,
            state: 'warning',
            sentence: `The bundle is of version ${bundle.version}, this Flytower goes with ${BUNDLE_VERSION}; what was there before goes on, and for what the new one gives the cluster's administrator applies it`,
          }
        : {
            ...item,
            state: 'ready',
            sentence: `The bundle is there, version ${bundle.version}`,
          };
    default:
      return bundle satisfies never;
  }
}

async function policiesItem(
  client: ClusterClient,
  version: number,
): Promise<ReadinessItem> {
  const item = {
    id: 'admission-policies',
    title: 'Admission policies',
    required: true,
  };
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const policies = inVersion(BUNDLE_POLICIES, version);
  const missing: string[] = [];
  try {
    for (const kind of [
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
    ]) {
      const { items } = await client.list({ apiVersion, kind });
      const names = new Set(items.map(({ metadata }) => metadata?.name));
      missing.push(
        ...policies
          .filter(name => !names.has(name))
          .map(name => `${kind} ${name}`),
      );
    }
  } catch (error) {
    return { ...item, state: 'unknown', sentence: wordsOf(error) };
  }
  return missing.length === 0
    ? {
        ...item,
        state: 'ready',
        sentence: `All ${policies.length} policies are there`,
      }
    : {
        ...item,
        state: 'missing',
        sentence: `There is no ${missing.join(
          ', no ',
        )}; let the cluster's administrator apply the bundle`,
      };
}

/** Asks for what a policy must refuse: a namespace without Flytower's label. */
async function enforcementItem(client: ClusterClient): Promise<ReadinessItem> {
  const item = {
    id: 'policies-in-force',
    title: 'Policies in force',
    required: true,
  };
  const answer = await tryNamespace(client, {});
  if (answer.accepted) {
    return {
      ...item,
      state: 'missing',
      sentence:
        'Flytower could make a namespace without its label; the admission policies are not in force',
    };
  }
  return answer.sentence.includes('flytower-namespaces')
    ? {
        ...item,
        state: 'ready',
        sentence: 'Foreign namespaces are out of reach for Flytower',
      }
    : { ...item, state: 'unknown', sentence: answer.sentence };
}

/**
 * Pod security checks the labels of a namespace when it is made: where it is in force, a level that does not exist is
 * refused.
 */
async function podSecurityItem(client: ClusterClient): Promise<ReadinessItem> {
  const item = { id: 'pod-security', title: 'Pod security', required: false };
  const answer = await tryNamespace(client, {
    ...PROBE_LABELS,
    'pod-security.kubernetes.io/warn': 'no-such-level',
  });
  if (answer.accepted) {
    return {
      ...item,
      state: 'missing',
      sentence:
        'Pod security admission is not in force: privileged pods would be let in',
    };
  }
  return answer.sentence.includes('pod-security.kubernetes.io/warn')
    ? {
        ...item,
        state: 'ready',
        sentence: 'Pod security admission is in force',
      }
    : { ...item, state: 'unknown', sentence: answer.sentence };
}

async function tryNamespace(
  client: ClusterClient,
  labels: Record<string, string>,
): Promise<{ accepted: true } | { accepted: false; sentence: string }> {
  const manifest: Manifest = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: PROBE_NAMESPACE, labels },
  };
  try {
    await client.create(manifest, {
      fieldManager: 'flytower-probe',
      dryRun: true,
    });
    return { accepted: true };
  } catch (error) {
    return { accepted: false, sentence: wordsOf(error) };
  }
}

function wordsOf(error: unknown): string {
  return error instanceof KubeError ? error.sentence : String(error);
}
