export type { ListWatchHealth } from './HealthRecord';
export type { ListWatchOptions } from './ListWatchOptions';
export { ListWatch } from './ListWatch';
export type { RowChange } from './RowCache';
export type { Timers } from './Timers';
export { systemTimers } from './Timers';
