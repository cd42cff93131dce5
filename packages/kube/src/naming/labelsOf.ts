/** The prefix of every label and annotation that is Flytower's own. @public */
export const FLYTOWER_PREFIX = 'flytower.dev/';

/** The label by which Flytower knows its own, and its value. @public */
export const MANAGED_BY = {
  key: 'app.kubernetes.io/managed-by',
  value: 'flytower',
} as const;

/**
 * The lane of a service that a workload is for; it never changes on a pod.
 *
 * @public
 */
export type Stage = 'stable' | 'gray' | 'blue' | 'green';

/**
 * What an object belongs to. Slugs and ids, as in Flytower's own database.
 *
 * @public
 */
export interface Belonging {
  tenant?: string;
  tenantId?: string;
  application?: string;
  service?: string;
  serviceId?: string;
  environment?: string;
  stage?: Stage;
  /** Only on pods: people search by them. */
  cluster?: string;
  /** Only on pods: people search by them. */
  dataCentre?: string;
}

/**
 * The labels that every object Flytower makes carries.
 *
 * @example
 * `labelsOf({tenant: 'payments', environment: 'prod'})` has `app.kubernetes.io/managed-by: flytower`,
 * `flytower.dev/tenant: payments`, `flytower.dev/environment: prod`.
 *
 * @public
 */
export function labelsOf(belonging: Belonging): Record<string, string> {
  const { application, service } = belonging;
  const labels: Record<string, string | undefined> = {
    'app.kubernetes.io/name': service,
    'app.kubernetes.io/part-of': application ?? 'flytower',
    [MANAGED_BY.key]: MANAGED_BY.value,
    'flytower.dev/tenant': belonging.tenant,
    'flytower.dev/tenant-id': belonging.tenantId,
    'flytower.dev/application': application,
    'flytower.dev/service': service,
    'flytower.dev/service-id': belonging.serviceId,
    'flytower.dev/environment': belonging.environment,
    'flytower.dev/stage': belonging.stage,
    'flytower.dev/cluster': belonging.cluster,
    'flytower.dev/data-centre': belonging.dataCentre,
  };
  return Object.fromEntries(
    Object.entries(labels).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}

/**
 * Whether Flytower made this object.
 *
 * @public
 */
export function isFlytowers(labels: Readonly<Record<string, string>>): boolean {
  return labels[MANAGED_BY.key] === MANAGED_BY.value;
}
