/**
 * Routes as data: one definition gives validation, client and OpenAPI document.
 *
 * @packageDocumentation
 */
export * from './access';
export * from './route';
export * from './client';
export * from './openApi';
export * from './operation';
export * from './event';
export * from './changesRoute';
export * from './entityAnnotations';
export * from './primitives';
export * from './sealing';
export * from './followPages';
