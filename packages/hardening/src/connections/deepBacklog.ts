import { Server } from 'node:net';

/** As many as Linux lets wait by its default (`net.core.somaxconn`); it takes the smaller of the two numbers. */
const BACKLOG = 4096;

/**
 * Lets more connections wait to be accepted than Node's 511. When a thousand arrive within one turn of the event loop, the
 * system drops what does not fit, and whoever was dropped asks again after one second, then two, then four: so a burst of
 * somebody else's made a question for liveness wait six seconds, with the process idle.
 */
export function deepBacklog(server: Server): void {
  const listen = server.listen;
  server.listen = (...args: unknown[]) =>
    Reflect.apply(listen, server, withBacklog(args));
}

/** Node knows the backlog by its place, after port and host and before the callback. */
function withBacklog([port, host, ...rest]: unknown[]): unknown[] {
  return typeof port === 'number' &&
    typeof host === 'string' &&
    typeof rest[0] !== 'number'
    ? [port, host, BACKLOG, ...rest]
    : [port, host, ...rest];
}
