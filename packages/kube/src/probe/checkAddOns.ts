import { KubernetesObject } from '@kubernetes/client-node';
import { KubeError } from '../client/KubeError';
import { ListRef } from '../client/objectPath';
import { Probed } from './Probed';
import { ReadinessItem } from './ProbeResult';

const DEFAULT_STORAGE = 'storageclass.kubernetes.io/is-default-class';

/** What a cluster may have besides: used where found, and said to be missing where not. */
export async function checkAddOns(probed: Probed): Promise<ReadinessItem[]> {
  return Promise.all([
    dnsItem(probed),
    storageItem(probed),
    ingressItem(probed),
    metricsItem(probed),
    networkPolicyItem(),
  ]);
}

async function dnsItem(probed: Probed): Promise<ReadinessItem> {
  return found(
    probed,
    { id: 'dns', title: 'Cluster DNS' },
    { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kube-system' },
    items => {
      const dns = items.find(
        ({ metadata }) => metadata?.labels?.['k8s-app'] === 'kube-dns',
      );
      return dns
        ? `Names of services are resolved by ${dns.metadata?.name}`
        : undefined;
    },
    'No DNS was found in kube-system; services may not find each other by name',
  );
}

async function storageItem(probed: Probed): Promise<ReadinessItem> {
  return found(
    probed,
    { id: 'storage', title: 'Storage classes' },
    { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' },
    items => {
      const preset = items.find(
        ({ metadata }) => metadata?.annotations?.[DEFAULT_STORAGE] === 'true',
      );
      return listNames(items, preset && `${preset.metadata?.name} by default`);
    },
    'There is no storage class; services with volumes cannot run here',
  );
}

async function ingressItem(probed: Probed): Promise<ReadinessItem> {
  return found(
    probed,
    { id: 'ingress', title: 'Ingress classes' },
    { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass' },
    items => listNames(items),
    'There is no ingress class; services cannot be reached from outside by a domain',
  );
}

async function metricsItem({ client }: Probed): Promise<ReadinessItem> {
  const item = { id: 'metrics', title: 'Metrics', required: false };
  try {
    await client.raw('/apis/metrics.k8s.io/v1beta1');
    return {
      ...item,
      state: 'ready',
      sentence: 'The metrics API is there: usage is shown',
    };
  } catch (error) {
    return error instanceof KubeError && error.kind === 'not-found'
      ? {
          ...item,
          state: 'missing',
          sentence:
            'There is no metrics API; usage is not shown, and autoscaling does not work',
        }
      : { ...item, state: 'unknown', sentence: wordsOf(error) };
  }
}

/** Every API server stores network policies; whether the network heeds them shows only in the network. */
async function networkPolicyItem(): Promise<ReadinessItem> {
  return {
    id: 'network-policies',
    title: 'Network policies',
    state: 'unknown',
    required: false,
    sentence:
      'They are stored; whether the network of this cluster enforces them cannot be told from its API, so ask its administrator',
  };
}

async function found(
  { client }: Probed,
  about: { id: string; title: string },
  ref: ListRef,
  look: (items: KubernetesObject[]) => string | undefined,
  otherwise: string,
): Promise<ReadinessItem> {
  try {
    const { items } = await client.list(ref);
    const sentence = look(items);
    return sentence === undefined
      ? { ...about, state: 'missing', required: false, sentence: otherwise }
      : { ...about, state: 'ready', required: false, sentence };
  } catch (error) {
    return {
      ...about,
      state: 'unknown',
      required: false,
      sentence: wordsOf(error),
    };
  }
}

function listNames(
  items: KubernetesObject[],
  remark?: string,
): string | undefined {
  if (items.length === 0) {
    return undefined;
  }
  const names = items.map(({ metadata }) => metadata?.name).join(', ');
  return remark ? `${names}; ${remark}` : names;
}

function wordsOf(error: unknown): string {
  return error instanceof KubeError ? error.sentence : String(error);
}
