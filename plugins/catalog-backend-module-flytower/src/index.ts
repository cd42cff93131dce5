export { catalogModuleFlytower as default } from './module';
