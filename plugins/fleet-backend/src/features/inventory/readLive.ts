import { FleetHub } from '@flytower/plugin-fleet-node';
import { RegisteredCluster } from '../registrations/registeredCluster';

/** Whether this process reads the cluster just now, with nothing missed. */
export function readLive(
  hub: FleetHub,
  { id, name }: Pick<RegisteredCluster, 'id' | 'name'>,
): boolean {
  const facts = hub.clusterFacts(name);
  return facts?.id === id && facts.health.data.state === 'live';
}
