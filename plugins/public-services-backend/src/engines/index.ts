export { createDrivers } from './createDrivers';
export * from './EngineDriver';
export type { DriverOptions } from './DriverOptions';
export type { EngineTimeouts } from './Deadline';
