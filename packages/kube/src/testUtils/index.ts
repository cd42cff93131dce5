/**
 * Real clusters for tests
 *
 * @packageDocumentation
 */
export { applyBundle } from './applyBundle';
export { CuttableProxy } from './CuttableProxy';
export { describeClusters } from './describeClusters';
export { eventually } from './eventually';
export type { SignOptions } from './signCertificate';
export { signCertificate } from './signCertificate';
export type { TestCluster } from './testClusters';
export { testClusters } from './testClusters';
export { Dice } from '../simulation/Dice';
export * from './onboardTenant';
