import { clusterSlugSchema } from '@flytower/contract';
import { noAccess } from './accessForm';
import { suggestName } from './suggestName';

const suggest = (kubeconfig: string) =>
  suggestName({ ...noAccess, kubeconfig });

function kubeconfigOf(context: string, ...servers: string[]): string {
  return [
    'apiVersion: v1',
    'clusters:',
    ...servers.flatMap((server, index) => [
      '- cluster:',
      `    server: ${server}`,
      `  name: cluster-${index}`,
    ]),
    `current-context: ${context}`,
  ].join('\n');
}

describe('The name that a kubeconfig suggests', () => {
  it.each([
    ['west', 'west'],
    ['"admin@West_2"', 'west-2'],
    ["'shop: prod'", 'shop-prod'],
    ['admin@kwok-west', 'kwok-west'],
    ['admin@my.cluster-', 'my-cluster'],
    ['kind-foo', 'kind-foo'],
    ['k3d-shop', 'k3d-shop'],
    ['arn:aws:eks:eu-west-1:123456789012:cluster/shop-prod', 'shop-prod'],
    ['arn:aws-cn:eks:cn-north-1:123456789012:cluster/Shop_2', 'shop-2'],
    ['gke_my-project_europe-west1-b_shop', 'shop'],
    ['gke_my-project_europe-west1_shop_2', 'shop-2'],
    ['dan@shop.eu-west-1.eksctl.io', 'shop'],
    ['default/api-shop-example-com:6443/kube:admin', 'api-shop-example-com'],
    ['2024-west', 'west'],
    ['kube-prod', 'prod'],
    ['1-kube-prod', 'prod'],
    ['dan@flytower-east', 'east'],
    [`${'a'.repeat(39)}-b`, 'a'.repeat(39)],
    [`${'ab-'.repeat(20)}`, `${'ab-'.repeat(13)}a`],
    ['123', ''],
    ['admin@', ''],
    ['集群', ''],
  ])('of context %s is "%s"', (context, name) => {
    expect(suggest(kubeconfigOf(context, 'https://10.0.0.1:6443'))).toBe(name);
  });

  it.each([
    ['default', 'https://127.0.0.1:6443', ''],
    ['default', 'https://[::1]:6443', ''],
    ['default', 'https://localhost:6443', ''],
    ['default', 'https://shop:6443', 'shop'],
    ['default', 'https://k3s.shop.example.com:6443', 'shop'],
    ['Default', '"https://shop-prod.example.com"', 'shop-prod'],
    ['kubernetes-admin@kubernetes', 'https://api.shop.example.com', 'shop'],
    ['kubernetes-admin@kubernetes', 'https://kubernetes.default.svc', ''],
    [
      'default',
      'https://0A1B2C3D4E5F60718293A4B5C6D7E8F9.gr7.eu-west-1.eks.amazonaws.com',
      '',
    ],
    ['default', 'shop.example.com', ''],
  ])('of context %s at %s is "%s"', (context, server, name) => {
    expect(suggest(kubeconfigOf(context, server))).toBe(name);
  });

  it('is not taken from one of several servers', () => {
    const one = 'https://shop.example.com';
    const other = 'https://books.example.com';
    expect(suggest(kubeconfigOf('default', one, other))).toBe('');
    expect(suggest(kubeconfigOf('default', one, one))).toBe('shop');
  });

  it('is found in JSON as well', () => {
    expect(
      suggest('{"kind":"Config","current-context":"west","users":[]}'),
    ).toBe('west');
    expect(
      suggest(
        '{"clusters":[{"cluster":{"server":"https://api.shop.example.com"}}],"current-context":"default"}',
      ),
    ).toBe('shop');
  });

  it.each([
    '',
    'contexts: []',
    'current-context:\nusers: []',
    'current-context: ""',
  ])('is none for %j', kubeconfig => {
    expect(suggest(kubeconfig)).toBe('');
  });

  it('is none where Flytower signs in otherwise', () => {
    const kubeconfig = 'current-context: west';
    expect(suggestName({ ...noAccess, kind: 'token', kubeconfig })).toBe('');
  });

  it('would be taken by the server wherever a long name is cut', () => {
    for (let length = 1; length <= 80; length++) {
      const name = suggest(
        kubeconfigOf('ab--c_d.e-'.repeat(8).slice(0, length)),
      );
      expect(clusterSlugSchema.safeParse(name).success).toBe(true);
    }
  });
});
