import { clusterSlugSchema } from '@flytower/contract';
import { AccessValues } from './accessForm';

const MAX_LENGTH = 40;

/** What tools call a context, with the cluster's own name in brackets; the first that fits counts. */
const CONTEXTS = [
  // EKS: arn:aws:eks:eu-west-1:123456789012:cluster/shop
  /^arn:[^:]+:eks:.*:cluster\/(.+)$/,
  // GKE: gke_project_europe-west1-b_shop
  /^gke_[^_]+_[^_]+_(.+)$/,
  // OpenShift: namespace/shop-example-com:6443/person
  /^[^/]+\/([^/]+):\d+\/[^/]+$/,
  // eksctl: person@shop.eu-west-1.eksctl.io
  /@([^@.]+)\.[^@]+\.eksctl\.io$/,
  // kubeadm, kwok: person@shop
  /@([^@]*)$/,
];

/** Words that tools use for any cluster, and that tell none from another. */
const EMPTY = new Set(
  'admin api apiserver cluster context default flytower k3s k8s kube kubernetes localhost master'.split(
    ' ',
  ),
);

/** A label of a host as clouds give them. */
const MADE_UP = /^[0-9a-f-]{16,}$/;

/**
 * A name for the cluster of a kubeconfig (YAML or JSON), one that the server would take: out of its current context, or,
 * where that says nothing (`default`), out of the host of its server. Empty where neither says anything.
 *
 * @example
 * `arn:aws:eks:eu-west-1:123456789012:cluster/shop` suggests `shop`, and so does `default` at `https://api.shop.example.com`.
 */
export function suggestName({ kind, kubeconfig }: AccessValues): string {
  return kind === 'kubeconfig'
    ? slugOf(nameInContext(kubeconfig)) || slugOf(nameInHost(kubeconfig))
    : '';
}

function nameInContext(kubeconfig: string): string {
  const [context = ''] = valuesOf('current-context', kubeconfig);
  const match = CONTEXTS.map(pattern => pattern.exec(context)).find(Boolean);
  const name = match?.[1] ?? context;
  return EMPTY.has(name.toLowerCase()) ? '' : name;
}

/** Only where there is but one server: of several, nobody knows here which one it is. */
function nameInHost(kubeconfig: string): string {
  const servers = new Set(valuesOf('server', kubeconfig));
  const [server = ''] = servers;
  if (servers.size !== 1 || !URL.canParse(server)) {
    return '';
  }
  const { hostname } = new URL(server);
  const labels = hostname.split('.');
  const own = (labels.length > 1 ? labels.slice(0, -1) : labels).find(
    label => !EMPTY.has(label),
  );
  const isAddress = /^[\d.]+$|^\[/.test(hostname);
  return own === undefined || isAddress || MADE_UP.test(own) ? '' : own;
}

/** The values of a key, wherever it stands. */
function valuesOf(key: string, kubeconfig: string): string[] {
  const pattern = new RegExp(
    `(?:^|[\\s{,"'])${key}["']?[ \\t]*:[ \\t]*(?:"([^"]*)"|'([^']*)'|([^\\s"',}]+))`,
    'g',
  );
  return [...kubeconfig.matchAll(pattern)].map(
    ([, double, single, plain]) => double ?? single ?? plain,
  );
}

/** As the server takes names; empty where nothing is left that it would. */
function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .replace(/^((kube|flytower)-)+/, '')
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, '');
  return clusterSlugSchema.safeParse(slug).success ? slug : '';
}
