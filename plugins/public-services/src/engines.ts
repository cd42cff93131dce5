import { Engine } from '@flytower/plugin-public-services-common';

/** What people call the engine. */
export const engineName: Record<Engine, string> = {
  mysql: 'MySQL',
  redis: 'Redis',
};
