import { TenantRecord } from './TenantRecord';

/** Every kind of operation on a tenant. */
export const operationKinds = [
  'tenant.onboard',
  'tenant.bind-cluster',
  'tenant.unbind-cluster',
  'tenant.change-quota',
  'tenant.repair',
  'tenant.take-over',
] as const;

export type OperationKind = (typeof operationKinds)[number];

/** What a kind of operation is about, as data: the engine handles all of them alike. */
export interface KindOfOperation {
  /** Whether the clusters in its scope are to hold the tenant, or to be left by it. Aborting undoes, hence turns it round. */
  direction: 'hold' | 'leave';
  /** What an abort turns the direction into; `nothing` where there is nothing to undo. */
  aborted: 'hold' | 'leave' | 'nothing';
  /** Type of the event when it has succeeded. */
  event: string;
  /** What has been done when it has succeeded, in a sentence. */
  done(tenant: TenantRecord, clusters: string): string;
  /** What has been done when it was aborted, in a sentence. */
  undone(tenant: TenantRecord, clusters: string): string;
}

export const kindsOfOperation: Record<OperationKind, KindOfOperation> = {
  'tenant.onboard': {
    direction: 'hold',
    aborted: 'leave',
    event: 'tenant.onboarded.v1',
    done: ({ slug }, clusters) => `${slug} is ready in ${clusters}`,
    undone: ({ slug }) =>
      `Onboarding was aborted and undone: nothing of ${slug} is left`,
  },
  'tenant.bind-cluster': {
    direction: 'hold',
    aborted: 'leave',
    event: 'tenant.cluster-bound.v1',
    done: ({ slug }, clusters) => `${slug} can use ${clusters}`,
    undone: ({ slug }, clusters) =>
      `Binding was aborted and undone: nothing of ${slug} is left in ${clusters}`,
  },
  'tenant.unbind-cluster': {
    direction: 'leave',
    aborted: 'hold',
    event: 'tenant.cluster-unbound.v1',
    done: ({ slug }, clusters) => `Nothing of ${slug} is left in ${clusters}`,
    undone: ({ slug }, clusters) =>
      `Unbinding was aborted and undone: ${slug} can use ${clusters} as before`,
  },
  'tenant.change-quota': {
    direction: 'hold',
    aborted: 'hold',
    event: 'tenant.quota-changed.v1',
    done: ({ slug }, clusters) => `The quota of ${slug} holds in ${clusters}`,
    undone: ({ slug }, clusters) =>
      `The change was aborted and undone: the quota of ${slug} is as before in ${clusters}`,
  },
  'tenant.repair': {
    direction: 'hold',
    aborted: 'nothing',
    event: 'tenant.repaired.v1',
    done: ({ slug }, clusters) =>
      `All objects of ${slug} are as they should be in ${clusters}`,
    undone: ({ slug }) => `Putting ${slug} right was aborted`,
  },
  'tenant.take-over': {
    direction: 'hold',
    aborted: 'nothing',
    event: 'tenant.taken-over.v1',
    done: ({ slug }, clusters) =>
      `${slug} is kept by this installation of Flytower in ${clusters}`,
    undone: ({ slug }) =>
      `Taking ${slug} over was aborted; what was taken over stays so`,
  },
};
