export { scaffolderModuleFlytower as default } from './module';
