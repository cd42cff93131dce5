export { narrowed } from '@flytower/contract-node';
