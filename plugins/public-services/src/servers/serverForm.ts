import {
  Engine,
  RegisterServer,
} from '@flytower/plugin-public-services-common';

/** A server as the form holds it: turning TLS off keeps what was typed. */
export type ServerValues = {
  engine: Engine;
  displayName: string;
  name: string;
  host: string;
  port: number;
  username: string;
  password: string;
  tls: boolean;
  caPem: string;
  serverName: string;
};

/** The server as the backend takes it. */
export function toServer(values: ServerValues): RegisterServer {
  const caPem = values.caPem.trim();
  const serverName = values.serverName.trim();
  return {
    name: values.name,
    displayName: values.displayName.trim(),
    access: {
      engine: values.engine,
      host: values.host.trim(),
      port: values.port,
      ...(values.tls
        ? {
            tls: {
              ...(caPem ? { caPem } : {}),
              ...(serverName ? { serverName } : {}),
            },
          }
        : {}),
      administrator: { username: values.username, password: values.password },
    },
  };
}

const fields: Record<string, keyof ServerValues> = {
  name: 'name',
  displayName: 'displayName',
  host: 'host',
  port: 'port',
  username: 'username',
  password: 'password',
  caPem: 'caPem',
  serverName: 'serverName',
};

/** Which field of the form a problem of the request belongs to. */
export function fieldOfServer(path: readonly string[]): keyof ServerValues {
  return fields[path[path.length - 1] ?? ''] ?? 'displayName';
}
