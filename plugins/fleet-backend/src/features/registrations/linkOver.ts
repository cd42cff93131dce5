import { ClusterClient, ClusterInventory, EgressGuard } from '@flytower/kube';
import { FleetHub } from '@flytower/plugin-fleet-node';
import { OpenLink } from './RegistrationsFollower';

/** Links that read a cluster over the network and hint to the hub whenever something changed there. */
export function linkOver(options: {
  hub: FleetHub;
  guard: EgressGuard;
}): OpenLink {
  const { guard, hub } = options;
  return ({ name }, connection) => {
    const client = ClusterClient.create({ name, connection, guard });
    const inventory = ClusterInventory.create({
      client,
      onChange: hint => hub.hint({ ...hint, cluster: name }),
    });
    inventory.start();
    return {
      client,
      inventory,
      stop: () => void inventory.stop().finally(() => client.close()),
    };
  };
}
