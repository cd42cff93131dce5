import path from 'node:path';
import { PEOPLE } from '../idp/people.mjs';

/** What a person reads when everything is up: where to go, as whom, and how to register the clusters that are not yet. */
export function welcome({ url, clusters, took, logs }) {
  const near = file => path.relative(process.cwd(), file);
  const [registered, ...others] = clusters;
  const lines = [
    '',
    `Flytower is at ${url} (ready after ${took})`,
    '',
    'Sign in as',
    ...PEOPLE.map(({ name, may }) => `  ${name.padEnd(8)}${may}`),
  ];
  if (registered) {
    lines.push('', `Cluster ${registered.name} is registered already.`);
  }
  for (const { name, server, caFile, flytower } of others) {
    lines.push(
      '',
      `Cluster ${name} is for Olivia to register in the portal (Fleet):`,
      `  address              ${server}`,
      `  CA certificate       ${near(caFile)}`,
      `  client certificate   ${near(flytower.certFile)}`,
      `  client key           ${near(flytower.keyFile)}`,
      `  or one kubeconfig    ${near(flytower.kubeconfigFile)}`,
    );
  }
  lines.push(
    '',
    `Logs are in ${logs}. Ctrl-C ends everything; what you made stays.`,
  );
  return lines.join('\n');
}
