import { randomBytes, X509Certificate } from 'node:crypto';
import fs from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { certificateRequest } from './certificateRequest.mjs';
import { readIfThere, writeJson, writeWhole } from './files.mjs';
import { Problem } from './problem.mjs';

/** Whom Flytower is in every cluster; the bundle gives this name its rights. */
export const PLATFORM_USER = 'flytower';
const DAY = 24 * 60 * 60 * 1000;

/** Whether a certificate is there and not about to expire. */
export function stillServes(certificate, now) {
  return (
    certificate !== undefined &&
    Date.parse(new X509Certificate(certificate).validTo) - now.getTime() >
      7 * DAY
  );
}

/**
 * The certificate `CN=flytower` of a cluster, from the cluster's own signer through its CertificateSigningRequest API: the
 * same way for a local cluster and for somebody's own, and the authority's key stays where it is.
 *
 * @param {import('./kubectl.mjs').Kubectl} kubectl with the rights of the cluster's administrator
 * @param {{ name: string, server: string, caFile: string, flytower: { certFile: string, keyFile: string, kubeconfigFile: string } }} cluster
 */
export async function obtainPlatformCertificate(kubectl, cluster) {
  const { certFile, keyFile, kubeconfigFile } = cluster.flytower;
  if (
    (await readIfThere(keyFile)) &&
    stillServes(await readIfThere(certFile), new Date())
  ) {
    return;
  }
  const { certificate, key } = await requestCertificate(kubectl, cluster.name);
  await writeWhole(keyFile, key, { mode: 0o600 });
  await writeWhole(certFile, certificate);
  const kubeconfig = platformKubeconfig({
    name: cluster.name,
    server: cluster.server,
    authority: await fs.readFile(cluster.caFile, 'utf8'),
    certificate,
    key,
  });
  await writeJson(kubeconfigFile, kubeconfig, { mode: 0o600 });
}

async function requestCertificate(kubectl, name) {
  const { request, key } = certificateRequest(PLATFORM_USER);
  const csr = `flytower-${randomBytes(4).toString('hex')}`;
  const refused = `The kubeconfig of cluster ${name} may not have a certificate for CN=${PLATFORM_USER} signed; ask its administrator to let you create and approve CertificateSigningRequests of the signer kubernetes.io/kube-apiserver-client.`;
  await kubectl.apply(
    {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name: csr },
      spec: {
        request: Buffer.from(request).toString('base64'),
        signerName: 'kubernetes.io/kube-apiserver-client',
        usages: ['digital signature', 'client auth'],
      },
    },
    { failure: refused },
  );
  try {
    await kubectl.run(['certificate', 'approve', csr], { failure: refused });
    const certificate = await signed(kubectl, csr);
    if (!certificate) {
      throw new Problem(
        `Cluster ${name} has approved the certificate of Flytower but did not sign it within 20 s; its controller manager needs --cluster-signing-cert-file and --cluster-signing-key-file.`,
      );
    }
    return { certificate, key };
  } finally {
    await kubectl.try(['delete', 'csr', csr, '--ignore-not-found'], {
      mayFail: true,
    });
  }
}

async function signed(kubectl, csr) {
  for (let attempt = 0; attempt < 80; attempt += 1) {
    const { status } = await kubectl.json(['get', 'csr', csr]);
    if (status?.certificate) {
      return Buffer.from(status.certificate, 'base64').toString();
    }
    await pause(250);
  }
  return undefined;
}

/** A kubeconfig of one cluster with everything inside, as a person may paste it into the portal. */
export function platformKubeconfig({
  name,
  server,
  authority,
  certificate,
  key,
}) {
  const encoded = text => Buffer.from(text).toString('base64');
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: { server, 'certificate-authority-data': encoded(authority) },
      },
    ],
    users: [
      {
        name: PLATFORM_USER,
        user: {
          'client-certificate-data': encoded(certificate),
          'client-key-data': encoded(key),
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: PLATFORM_USER } }],
    'current-context': name,
  };
}
