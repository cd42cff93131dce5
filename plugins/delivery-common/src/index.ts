/**
 * Applications, services, placements and releases: contract and shared types
 *
 * @packageDocumentation
 */
export * from './deliveryContract';
export * from './permissions';
export * from './imageReference';
export * from './divide';
export * from './schedule';
export * from './sizes';
export * from './schemas/application';
export * from './schemas/appYaml';
export * from './schemas/ownership';
export * from './schemas/instance';
export * from './schemas/placement';
export * from './schemas/release';
export * from './schemas/serviceSpec';
