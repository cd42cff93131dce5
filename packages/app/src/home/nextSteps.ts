/** What is known of a reader, for what to propose to them. */
export interface Newcomer {
  registers: boolean;
  onboards: boolean;
  tenants: number;
  services: number;
  published: number;
}

export type NextStep =
  | 'register'
  | 'onboard'
  | 'application'
  | 'template'
  | 'release'
  | 'catalog';

/**
 * At most three next steps, in the order of the way: a cluster, a tenant in it, an application, its first release. Whoever
 * has gone the whole way needs none.
 */
export function nextSteps(reader: Newcomer): NextStep[] {
  const { registers, onboards, tenants, services, published } = reader;
  const steps: NextStep[] = [];
  if (registers && tenants === 0) {
    steps.push('register');
  }
  if (onboards && tenants === 0) {
    steps.push('onboard');
  }
  if (!onboards && tenants > 0 && services === 0) {
    steps.push('template', 'application');
  }
  if (!onboards && tenants > 0 && published === 0) {
    steps.push('release');
  }
  if (steps.length > 0) {
    steps.push('catalog');
  }
  return steps.slice(0, 3);
}
