import { NewEvent } from '@flytower/durable';
import { Server } from '@flytower/plugin-public-services-common';
import { ServerRecord } from '../../domain/records';

/** A server as the API shows it. */
export function serverView(server: ServerRecord, instances: number): Server {
  const { sealedAccess: _, sealKey: __, ...shown } = server;
  return { ...shown, instances };
}

/** An event of a server. */
export function serverEvent(
  verb: string,
  server: Pick<ServerRecord, 'id' | 'name' | 'engine' | 'host' | 'port'>,
  event: Pick<NewEvent, 'actor' | 'outcome' | 'summary'>,
): NewEvent {
  return {
    type: `server.${verb}.v1`,
    subject: { kind: 'server', id: server.id, name: server.name },
    ...event,
    data: { engine: server.engine, host: server.host, port: server.port },
  };
}
