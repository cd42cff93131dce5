import { ClusterAccess } from '@flytower/plugin-fleet-common';

/** How Flytower signs in to a cluster, as the form holds it: every way keeps what was typed. */
export type AccessValues = {
  kind: string;
  kubeconfig: string;
  server: string;
  caPem: string;
  certificatePem: string;
  keyPem: string;
  token: string;
  tlsServerName: string;
};

export const noAccess: AccessValues = {
  kind: 'kubeconfig',
  kubeconfig: '',
  server: '',
  caPem: '',
  certificatePem: '',
  keyPem: '',
  token: '',
  tlsServerName: '',
};

/** Fields that no draft may keep. A kubeconfig holds a key or a token. */
export const accessSecrets = ['kubeconfig', 'keyPem', 'token'] as const;

/** Sentences for what is missing. */
export type AccessNeed =
  | 'kubeconfig'
  | 'server'
  | 'certificate'
  | 'key'
  | 'token'
  | 'notPem';

/** What of the chosen way is missing; whether it is right, the server says. */
export function missingAccess(values: AccessValues): {
  [K in keyof AccessValues]?: AccessNeed;
} {
  const { kind, kubeconfig, server, caPem, certificatePem, keyPem, token } =
    values;
  if (kind === 'kubeconfig') {
    return kubeconfig.trim() ? {} : { kubeconfig: 'kubeconfig' };
  }
  const common = {
    ...(/^https:\/\/./.test(server.trim())
      ? {}
      : { server: 'server' as const }),
    ...(caPem.trim() ? pem('caPem', caPem) : {}),
  };
  return kind === 'token'
    ? { ...common, ...(token.trim() ? {} : { token: 'token' as const }) }
    : {
        ...common,
        ...pem('certificatePem', certificatePem, 'certificate'),
        ...pem('keyPem', keyPem, 'key'),
      };
}

function pem(
  name: keyof AccessValues,
  text: string,
  need: AccessNeed = 'notPem',
) {
  if (!text.trim()) {
    return { [name]: need };
  }
  return text.includes('-----BEGIN') ? {} : { [name]: 'notPem' as const };
}

/** The chosen way as the server takes it. */
export function toAccess(values: AccessValues): ClusterAccess {
  const { kind, kubeconfig, server, caPem, certificatePem, keyPem, token } =
    values;
  const tlsServerName = values.tlsServerName.trim() || undefined;
  const trusted = caPem.trim() ? { caPem } : {};
  switch (kind) {
    case 'certificate':
      return {
        kind,
        server,
        ...trusted,
        certificatePem,
        keyPem,
        tlsServerName,
      };
    case 'token':
      return { kind, server, ...trusted, token, tlsServerName };
    default:
      return { kind: 'kubeconfig', kubeconfig };
  }
}
