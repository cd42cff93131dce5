export type { ListWatchHealth } from './HealthRecord';
export type { ListWatchOptions } from './ListWatch';
export { ListWatch } from './ListWatch';
export type { RowChange } from './RowCache';
export type { Timers } from './Timers';
export { systemTimers } from './Timers';
