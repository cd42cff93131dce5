import { ClusterClient, Manifest } from '../client/ClusterClient';
import { KubeError } from '../client/KubeError';
import { labelsOf } from '../naming/labelsOf';
import { SYSTEM_NAMESPACE } from '../naming/objectName';
import { Probed } from './Probed';
import { ReadinessItem } from './ProbeResult';

/** The version of plugins/fleet-backend/bundle/flytower.yaml that this Flytower goes with. @public */
export const BUNDLE_VERSION = 2;
const VERSION_LABEL = 'flytower.dev/bundle-version';

const POLICIES = [
  'flytower-deployers-only',
  'flytower-namespaces',
  'flytower-objects',
  'flytower-platform',
  'flytower-role-bindings',
];

/** What a namespace of a tenant would look like; it is only ever sent as a dry run. */
const PROBE_NAMESPACE = 'flytower-probe--test';
const PROBE_LABELS = {
  ...labelsOf({ tenant: 'flytower-probe', tenantId: 'probe' }),
  'pod-security.kubernetes.io/enforce': 'restricted',
};

/** The bundle, its policies, and whether they and pod security are truly in force. */
export async function checkBundle({
  client,
}: Probed): Promise<ReadinessItem[]> {
  return Promise.all([
    bundleItem(client),
    policiesItem(client),
    enforcementItem(client),
    podSecurityItem(client),
  ]);
}

async function bundleItem(client: ClusterClient): Promise<ReadinessItem> {
  const item = { id: 'bundle', title: 'Bundle', required: true };
  const namespace = await client.get({
    apiVersion: 'v1',
    kind: 'Namespace',
    name: SYSTEM_NAMESPACE,
  });
  const version = Number(namespace?.metadata?.labels?.[VERSION_LABEL]);
  if (!namespace || !Number.isInteger(version)) {
    return {
      ...item,
      state: 'missing',
      sentence:
        "The bundle is not there; download it and let the cluster's administrator apply it",
    };
  }
  return version < BUNDLE_VERSION
    ? {
        ...item,
        state: 'warning',
        sentence: `The bundle is of version ${version}, this Flytower goes with ${BUNDLE_VERSION}; let the cluster's administrator apply the new one`,
      }
    : {
        ...item,
        state: 'ready',
        sentence: `The bundle is there, version ${version}`,
      };
}

async function policiesItem(client: ClusterClient): Promise<ReadinessItem> {
  const item = {
    id: 'admission-policies',
    title: 'Admission policies',
    required: true,
  };
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const missing: string[] = [];
  try {
    for (const kind of [
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
    ]) {
      const { items } = await client.list({ apiVersion, kind });
      const names = new Set(items.map(({ metadata }) => metadata?.name));
      missing.push(
        ...POLICIES.filter(name => !names.has(name)).map(
          name => `${kind} ${name}`,
        ),
      );
    }
  } catch (error) {
    return { ...item, state: 'unknown', sentence: wordsOf(error) };
  }
  return missing.length === 0
    ? {
        ...item,
        state: 'ready',
        sentence: `All ${POLICIES.length} policies are there`,
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
