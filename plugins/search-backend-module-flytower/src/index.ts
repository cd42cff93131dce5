export { searchModuleFlytower as default } from './module';
