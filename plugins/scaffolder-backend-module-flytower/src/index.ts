/**
 * Actions of templates, with an undoing of what a failed task made.
 *
 * @packageDocumentation
 */
export { scaffolderModuleFlytower as default } from './module';
