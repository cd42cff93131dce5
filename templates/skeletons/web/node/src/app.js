import { createServer } from 'node:http';

const SERVICE = '${{ values.name }}';
const HEALTH = '${{ values.health }}';

/** The service as an HTTP server that does not listen yet. */
export function createApp() {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const answer = (status, body) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify(body));
    if (pathname === HEALTH) {
      answer(200, { status: 'ok' });
    } else if (pathname === '/') {
      answer(200, { service: SERVICE });
    } else {
      answer(404, { error: `There is nothing at ${pathname}` });
    }
  });
}
