import { ClusterConnection } from '@flytower/kube';
import { clusterBundle, DataCentre } from '@flytower/plugin-fleet-common';
import { keptOf, UsableCheck } from '../features/registrations/ClusterChecker';
import { NewCluster } from '../features/registrations/ClusterStore';
import { sealConnection } from '../features/registrations/connectionSeal';
import { Sealer, Secret } from '@flytower/sealing';

export const sealKey = (byte: number) =>
  Secret.of(Buffer.alloc(32, byte).toString('base64'));

export const testSealer = () =>
  Sealer.create([{ id: 'test', key: sealKey(7) }]);

export const frankfurt: DataCentre = {
  name: 'frankfurt',
  displayName: 'Frankfurt',
  region: 'eu-central',
  role: 'production',
  provider: 'self-built',
};

export const oslo: DataCentre = {
  name: 'oslo',
  displayName: 'Oslo',
  region: 'eu-north',
  role: 'disaster-recovery',
  provider: 'self-built',
};

export const connectionTo = (
  server: string,
  key: string = 'the private key',
): ClusterConnection => ({
  server,
  caPem: 'the authority',
  credential: {
    kind: 'certificate',
    certPem: 'the certificate',
    keyPem: Secret.of(key),
  },
});

/** What a cluster of three nodes answers. */
export const usable = (server: string, uid: string): UsableCheck => ({
  outcome: 'usable',
  server,
  uid,
  version: 'v1.36.3',
  identity: { user: 'flytower', groups: ['system:authenticated'] },
  nodeCount: 3,
  capacity: { cpuMillicores: 96_000, memoryBytes: 3 * 2 ** 38, pods: 330 },
  allocatable: { cpuMillicores: 96_000, memoryBytes: 3 * 2 ** 38, pods: 330 },
  mode: 'managed',
  bundle: clusterBundle(3),
  credentialKind: 'certificate',
  certificateExpiresAt: '2027-01-01T00:00:00.000Z',
  readiness: [],
});

/** A checked cluster of the portal named `east` in frankfurt, changed as the test wishes. */
export function newCluster(
  sealer: Sealer,
  change: Partial<NewCluster> & { uid?: string } = {},
): NewCluster {
  const { uid = 'uid-east', ...rest } = change;
  const id = rest.id ?? '01AAAAAAAAAAAAAAAAAAAAAAAA';
  const server = rest.server ?? 'https://east:6443';
  const { sealed, sealKey: key } = sealConnection(
    sealer,
    id,
    connectionTo(server),
  );
  const check = keptOf(usable(server, uid));
  return {
    id,
    name: 'east',
    displayName: 'East',
    dataCentre: 'frankfurt',
    securityZone: 'core',
    server,
    origin: 'portal',
    sealedConnection: sealed,
    sealKey: key,
    registeredBy: 'user:default/olivia',
    check,
    ...rest,
  };
}
