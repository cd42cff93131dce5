/**
 * What the public services backend lends to other backends: the bindings of services.
 *
 * @packageDocumentation
 */
export * from './BindingHub';
export * from './BindingService';
