import {
  CreateInstance,
  InstancePlan,
  PlanLimits,
} from '@flytower/plugin-public-services-common';
import { TenantFacts } from '@flytower/plugin-tenancy-common';
import { databaseNameOf } from './names';
import { OFFERINGS } from './offerings';
import { Health } from '@flytower/plugin-fleet-common';

/** What an order is judged by. */
export interface OrderScene {
  tenant: TenantFacts;
  /** The plan that was asked for, where there is one. */
  plan?: { name: string; active: boolean; limits: PlanLimits };
  /** Plans of the offering that can be ordered. */
  choices: readonly string[];
  /** The servers of the plan. */
  servers: readonly { name: string; health: Health; taken: boolean }[];
  /** Whether the tenant has an instance of that name. */
  nameTaken: boolean;
  /** How many instances the tenant has. */
  ordered: number;
  /** How many it may have. */
  most: number;
}

/** Why an order cannot be placed. `input`: it must be written otherwise; `conflict`: something must change first. */
export interface Blocker {
  kind: 'input' | 'conflict';
  sentence: string;
}

/** What an order would make. The order itself goes by the same rules, in the transaction that inserts it. */
export function planInstance(
  order: CreateInstance,
  scene: OrderScene,
): Omit<InstancePlan, 'blockers'> & { blockers: Blocker[] } {
  const { tenant, plan } = scene;
  const offering = OFFERINGS[order.offering];
  const database = databaseNameOf({ tenant: tenant.slug, ...order });
  return {
    blockers: [...tenantBlockers(order, scene), ...planBlockers(order, scene)],
    makes: [
      order.offering === 'mysql'
        ? {
            kind: 'Database',
            name: database,
            why: 'Tenant, environment and instance make its name; nobody else can read it',
          }
        : {
            kind: 'Server',
            name: `One of ${scene.servers.map(({ name }) => name).join(', ')}`,
            why: 'A Redis server is one instance as a whole',
          },
      {
        kind: 'Account',
        name: `${order.name.slice(0, 21)}_…`,
        why: `For people; each service gets one of its own by a binding`,
      },
    ],
    ...(plan ? { limits: plan.limits } : {}),
    notes: [
      ...offering.notes,
      ...(scene.servers.some(({ health }) => health.status === 'healthy') ||
      scene.servers.length === 0
        ? []
        : ['No server of this plan answers just now; the order waits for one']),
    ],
  };
}

function tenantBlockers(
  order: CreateInstance,
  { tenant, nameTaken, ordered, most }: OrderScene,
): Blocker[] {
  const blockers: Blocker[] = [];
  if (tenant.state !== 'active') {
    blockers.push({
      kind: 'conflict',
      sentence: `${tenant.slug} is ${tenant.state}; order when it is active`,
    });
  }
  if (!tenant.environments.some(({ name }) => name === order.environment)) {
    const names = tenant.environments.map(({ name }) => name).join(', ');
    blockers.push({
      kind: 'input',
      sentence: `${tenant.slug} has no environment "${order.environment}"; it has ${names}`,
    });
  }
  if (nameTaken) {
    blockers.push({
      kind: 'conflict',
      sentence: `${tenant.slug} has an instance "${order.name}" already; choose another name`,
    });
  }
  if (ordered >= most) {
    blockers.push({
      kind: 'conflict',
      sentence: `${tenant.slug} has ${ordered} instances, and may have ${most}; delete one that is not needed, or ask an operations admin to raise flytower.publicServices.instancesPerTenant`,
    });
  }
  return blockers;
}

function planBlockers(
  order: CreateInstance,
  { plan, choices, servers }: OrderScene,
): Blocker[] {
  const { displayName } = OFFERINGS[order.offering];
  if (!plan?.active) {
    const what = plan
      ? `The plan "${order.plan}" of ${displayName} is withdrawn`
      : `${displayName} has no plan "${order.plan}"`;
    return [
      {
        kind: 'input',
        sentence:
          choices.length > 0
            ? `${what}; choose one of ${choices.join(', ')}`
            : `${what}; ask an operations admin to publish one`,
      },
    ];
  }
  return order.offering === 'redis' && servers.every(({ taken }) => taken)
    ? [
        {
          kind: 'conflict',
          sentence: `Every server of the plan "${plan.name}" is taken; choose another plan, or ask an operations admin to add a server`,
        },
      ]
    : [];
}
