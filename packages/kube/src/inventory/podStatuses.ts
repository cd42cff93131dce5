import { ContainerStatusObject, PodObject } from './schemas';

/** The statuses of a pod's containers by what these are for. */
export interface PodStatuses {
  main: readonly ContainerStatusObject[];
  /** Init containers that come to an end before the others begin. */
  init: readonly ContainerStatusObject[];
  /** Init containers that run beside the others: they are restarted always, and stopped when the others are over. */
  sidecars: readonly ContainerStatusObject[];
}

export function podStatuses(
  spec: PodObject['spec'],
  status: PodObject['status'],
): PodStatuses {
  const names = new Set(
    spec.initContainers.filter(isSidecar).map(({ name }) => name),
  );
  const before = status?.initContainerStatuses ?? [];
  return {
    main: status?.containerStatuses ?? [],
    init: before.filter(({ name }) => !names.has(name)),
    sidecars: before.filter(({ name }) => names.has(name)),
  };
}

/** Of an init container. */
export function isSidecar(container: {
  restartPolicy?: string | null;
}): boolean {
  return container.restartPolicy === 'Always';
}
