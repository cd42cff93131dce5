import { InputError } from '@backstage/errors';
import { ClusterConnection, parseKubeconfig, readToken } from '@flytower/kube';
import { Secret } from '@flytower/sealing';
import { ClusterAccess } from '@flytower/plugin-fleet-common';

/**
 * The connection that somebody described. Throws an InputError with a sentence where the address is none, or the
 * kubeconfig asks for what Flytower does not do.
 */
export function connectionOf(access: ClusterAccess): ClusterConnection {
  switch (access.kind) {
    case 'kubeconfig':
      return normalised(parseKubeconfig(access.kubeconfig));
    case 'certificate':
      return normalised({
        ...serverOf(access),
        credential: {
          kind: 'certificate',
          certPem: access.certificatePem,
          keyPem: Secret.of(access.keyPem),
        },
      });
    case 'token':
      return normalised({
        ...serverOf(access),
        credential: { kind: 'token', token: readToken(access.token) },
      });
    default:
      return access satisfies never;
  }
}

function serverOf(access: {
  server: string;
  caPem?: string;
  tlsServerName?: string;
}) {
  const { server, caPem, tlsServerName } = access;
  return {
    server,
    ...(caPem ? { caPem } : {}),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
  };
}

/**
 * One spelling for each address, so that a cluster is not registered twice: `HTTPS://East:443/` and `https://east` are
 * one.
 */
export function normalised(connection: ClusterConnection): ClusterConnection {
  let url: URL;
  try {
    url = new URL(connection.server);
  } catch {
    throw new InputError(
      `"${connection.server}" is not an address; write it like https://10.0.0.5:6443`,
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new InputError(
      'The address may have a host, a port and a path, and nothing else; write it like https://10.0.0.5:6443',
    );
  }
  return {
    ...connection,
    server: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`,
  };
}
