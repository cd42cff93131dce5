import { Engine } from '@flytower/plugin-public-services-common';

/** An offering without its plans. */
export interface OfferingFacts {
  engine: Engine;
  displayName: string;
  description: string;
  /** What the engine cannot promise, each in one sentence. */
  notes: string[];
}

/** What can be ordered where a server of its kind is registered: one offering an engine. */
export const OFFERINGS: Record<Engine, OfferingFacts> = {
  mysql: {
    engine: 'mysql',
    displayName: 'MySQL',
    description:
      'A database on a shared MySQL or MariaDB server, with accounts of its own',
    notes: [
      'Storage is measured and shown; the server does not enforce it by itself',
      'The server is shared: CPU and memory are not set apart for this database',
    ],
  },
  redis: {
    engine: 'redis',
    displayName: 'Redis',
    description: 'A whole Redis server, with accounts of its own',
    notes: [
      'The limit of connections holds for the server as a whole, not for each account',
      'Whether data outlives a restart is set on the server',
    ],
  },
};
