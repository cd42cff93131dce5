import { Health } from '@flytower/plugin-fleet-common';
import {
  Engine,
  InstanceState,
  PlanLimits,
} from '@flytower/plugin-public-services-common';

/** A registered server; `sealedAccess` holds how it is reached, with the administrator's password. */
export interface ServerRecord {
  id: string;
  name: string;
  displayName: string;
  engine: Engine;
  host: string;
  port: number;
  encrypted: boolean;
  administrator: string;
  sealedAccess: string;
  sealKey: string;
  product: string;
  version: string;
  health: Health;
  checkedAt: string;
  demo: boolean;
  createdBy: string;
  createdAt: string;
  generation: number;
}

export interface PlanRecord {
  id: string;
  offering: Engine;
  name: string;
  displayName: string;
  description: string;
  limits: PlanLimits;
  active: boolean;
  serverIds: string[];
  createdAt: string;
  generation: number;
}

/** What was seen of an instance last. */
export interface Observed {
  health: Health;
  storageBytes?: number;
  connections?: number;
  at: string;
}

export interface InstanceRecord {
  id: string;
  tenant: string;
  environment: string;
  name: string;
  displayName: string;
  engine: Engine;
  planId: string;
  plan: string;
  limits: PlanLimits;
  database: string;
  serverId?: string;
  state: InstanceState;
  observed?: Observed;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
  generation: number;
}

/** A password of an account, sealed. */
export interface PasswordRecord {
  version: number;
  sealed: string;
  shown?: { by: string; at: string };
}

export interface AccountRecord {
  id: string;
  instanceId: string;
  /** None for the instance's own. */
  bindingId?: string;
  username: string;
  state: 'creating' | 'active' | 'disabled' | 'deleting';
  /** The newest password that is valid. */
  version: number;
  change?: { operationId: string; deadlineAt: string };
  /** By version: in use, before it while a change goes on, and the next before it is valid. */
  passwords: PasswordRecord[];
}

export type SecretState = 'pending' | 'ready' | 'waiting' | 'failed';

/** A Secret in a cluster: there, on its way there, or not yet gone. */
export interface SecretRecord {
  cluster: string;
  version: number;
  state: SecretState;
  sentence: string;
}

export interface BindingRecord {
  id: string;
  tenant: string;
  environment: string;
  instanceId: string;
  name: string;
  service: string;
  serviceId: string;
  application: string;
  prefix: string;
  state: 'creating' | 'ready' | 'deleting';
  /** Of the credentials that releases get. */
  version: number;
  forced: boolean;
  secrets: SecretRecord[];
  createdBy: string;
  createdAt: string;
  updatedAt: string;
  generation: number;
}
