export type * from './rows';
