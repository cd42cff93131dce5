export { meteringPlugin as default } from './plugin';
