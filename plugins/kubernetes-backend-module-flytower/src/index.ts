export { kubernetesModuleFlytower as default } from './module';
