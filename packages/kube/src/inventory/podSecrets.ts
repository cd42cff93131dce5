import { PodObject } from './schemas';

/**
 * The names of the Secrets that a pod's environment is made from, by `secretKeyRef` or `envFrom`, each once and sorted.
 * Which credentials a running pod holds is told by these names, never by their contents.
 */
export function podSecrets(spec: PodObject['spec']): string[] {
  const names = [...spec.initContainers, ...spec.containers].flatMap(
    ({ env, envFrom }) => [
      ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
      ...envFrom.map(({ secretRef }) => secretRef?.name),
    ],
  );
  return [...new Set(names.filter(name => typeof name === 'string'))].sort();
}
