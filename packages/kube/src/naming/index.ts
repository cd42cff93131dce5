export type { Belonging, Stage } from './labelsOf';
export { FLYTOWER_PREFIX, isFlytowers, labelsOf, MANAGED_BY } from './labelsOf';
export { namespaceOf, objectName, SYSTEM_NAMESPACE } from './objectName';
