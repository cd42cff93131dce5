/**
 * Renders pages over backends that answer as their contract promises.
 *
 * @packageDocumentation
 */
export * from './fakeBackend';
export * from './renderEntity';
export * from './renderPage';
