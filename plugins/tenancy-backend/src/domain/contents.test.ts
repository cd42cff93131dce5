import { KubernetesObject } from '@flytower/kube';
import { contentsOf, heldSentence, KINDS_INSIDE, Listed } from './contents';

const ours = { 'app.kubernetes.io/managed-by': 'flytower' };

function named(
  name: string,
  metadata: KubernetesObject['metadata'] = {},
): KubernetesObject {
  return { metadata: { name, ...metadata } };
}

function ownedBy(kind: string, apiVersion: string, name: string) {
  return {
    ownerReferences: [{ apiVersion, kind, name, uid: 'u', controller: true }],
  };
}

/** Every kind is listed and has none of its objects, but for those that are given; undefined may not be listed. */
function listing(
  there: Record<string, KubernetesObject[] | undefined>,
): Listed[] {
  return KINDS_INSIDE.map(of =>
    of.kind in there
      ? { of, ...(there[of.kind] ? { objects: there[of.kind] } : {}) }
      : { of, objects: [] },
  );
}

const held = (there: Record<string, KubernetesObject[] | undefined>) =>
  contentsOf(listing(there)).held;

describe('what a namespace holds', () => {
  it.each([
    [
      'a workload of ours',
      { Deployment: [named('web', { labels: ours })] },
      ['Deployment web'],
    ],
    [
      'a service at zero, for nobody asks for pods',
      { Deployment: [named('idle')] },
      ['Deployment idle'],
    ],
    [
      'a scheduled job between its runs',
      { CronJob: [named('nightly')] },
      ['CronJob nightly'],
    ],
    [
      'a claim, whoever made it',
      { PersistentVolumeClaim: [named('data', { labels: ours })] },
      ['PersistentVolumeClaim data'],
    ],
    ['a pod by hand', { Pod: [named('debug')] }, ['Pod debug']],
    ['a Service by hand', { Service: [named('front')] }, ['Service front']],
    [
      'a ConfigMap by hand',
      { ConfigMap: [named('settings')] },
      ['ConfigMap settings'],
    ],
  ])('counts %s', (_, there, wanted) => {
    expect(held(there)).toEqual(wanted);
  });

  it.each([
    ['a Service of ours', { Service: [named('web', { labels: ours })] }],
    ['a ConfigMap of ours', { ConfigMap: [named('web', { labels: ours })] }],
    [
      'what the cluster itself puts there',
      { ConfigMap: [named('kube-root-ca.crt')] },
    ],
    [
      'what is being deleted',
      { Deployment: [named('web', { deletionTimestamp: new Date() })] },
    ],
    [
      'a pod that a gone Deployment left',
      { Pod: [named('web-1', ownedBy('ReplicaSet', 'apps/v1', 'web'))] },
    ],
  ])('does not count %s', (_, there) => {
    expect(held(there)).toEqual([]);
  });

  it('counts a controller once, and not what it made', () => {
    expect(
      held({
        Deployment: [named('web')],
        ReplicaSet: [named('web-1', ownedBy('Deployment', 'apps/v1', 'web'))],
        Pod: [
          named('web-1-a', ownedBy('ReplicaSet', 'apps/v1', 'web-1')),
          named('web-1-b', ownedBy('ReplicaSet', 'apps/v1', 'web-1')),
        ],
      }),
    ).toEqual(['Deployment web']);
  });

  it('sees by its pods what may not be listed', () => {
    const contents = contentsOf(
      listing({
        StatefulSet: undefined,
        Pod: [
          named('db-0', ownedBy('StatefulSet', 'apps/v1', 'db')),
          named('db-1', ownedBy('StatefulSet', 'apps/v1', 'db')),
          named('q-0', ownedBy('Broker', 'queues.example/v1', 'q')),
        ],
      }),
    );
    expect(contents.held).toEqual(['Broker q', 'StatefulSet db']);
    expect(contents.unseen).toEqual([
      'StatefulSets',
      'Secrets',
      'custom resources',
    ]);
  });
});

describe('why a namespace is not removed', () => {
  const sentence = (names: string[]) =>
    heldSentence('payments--prod', 'west', {
      held: names,
      unseen: ['Secrets'],
    });

  it('is told with what is in it, and what cannot be looked at', () => {
    expect(sentence(['Deployment web', 'Pod debug'])).toBe(
      'Namespace payments--prod in west still holds Deployment web and Pod debug; unpublish or move the services, and have the rest removed first. Secrets in it cannot be looked at',
    );
  });

  it('names eight and counts the others', () => {
    const names = Array.from({ length: 11 }, (_, index) => `Pod p-${index}`);
    expect(sentence(names)).toContain('Pod p-6, Pod p-7 and 3 more; unpublish');
    expect(sentence(names.slice(0, 8))).toContain('Pod p-6 and Pod p-7; ');
  });

  it('is no reason where nothing is', () => {
    expect(sentence([])).toBeUndefined();
  });
});
