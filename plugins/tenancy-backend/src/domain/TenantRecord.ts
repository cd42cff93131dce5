import { ResourceAmount } from '@flytower/contract';
import {
  Member,
  TargetState,
  Team,
  TenantState,
} from '@flytower/plugin-tenancy-common';

/** How far an environment is in a cluster, as seen last. */
export interface TargetRecord {
  cluster: string;
  state: TargetState;
  sentence: string;
  checkedAt?: Date;
  /** The other installation that keeps it there, where it can be taken over from that one. */
  keptBy?: string;
}

/** A bound cluster. `unbinding`: it goes once nothing of the tenant is left there. */
export interface BindingRecord {
  cluster: string;
  unbinding: boolean;
}

/** An environment of a tenant. */
export interface EnvironmentRecord {
  id: string;
  name: string;
  targets: TargetRecord[];
}

/** A tenant with what it has, as the store keeps it. */
export interface TenantRecord {
  id: string;
  /** Of this installation of Flytower: the same for all tenants. */
  installationId: string;
  slug: string;
  displayName: string;
  state: TenantState;
  quota: ResourceAmount;
  generation: number;
  createdAt: Date;
  members: Member[];
  environments: EnvironmentRecord[];
  bindings: BindingRecord[];
  teams: Team[];
}

/** The clusters a tenant is bound to and stays in. */
export function boundClusters({
  bindings,
}: Pick<TenantRecord, 'bindings'>): string[] {
  return bindings
    .filter(({ unbinding }) => !unbinding)
    .map(({ cluster }) => cluster);
}
