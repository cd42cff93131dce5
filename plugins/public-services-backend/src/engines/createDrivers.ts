import { Engine } from '@flytower/plugin-public-services-common';
import { DriverOptions } from './DriverOptions';
import { EngineDriver } from './EngineDriver';
import { MySqlHostDriver } from './mysql/MySqlHostDriver';
import { RedisDriver } from './redis/RedisDriver';

/** The driver of each engine. */
export function createDrivers(
  options: DriverOptions,
): Record<Engine, EngineDriver> {
  return {
    mysql: new MySqlHostDriver(options),
    redis: new RedisDriver(options),
  };
}
