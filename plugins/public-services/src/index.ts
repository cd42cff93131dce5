export { publicServicesPlugin as default } from './plugin';
