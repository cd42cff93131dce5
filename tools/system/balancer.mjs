import http from 'node:http';

const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding'];

/**
 * What stands before several replicas in production, as small as can be: each request to the next one in turn, and to the
 * other when the first refuses the connection. What has been sent is never sent twice.
 *
 * @param {number} port
 * @param {number[]} replicas their ports
 * @param {import('../lib/scope.mjs').Scope} scope
 */
export async function startBalancer(port, replicas, scope) {
  let turn = 0;
  const server = http.createServer((request, response) => {
    turn += 1;
    forward(request, response, [
      replicas[turn % replicas.length],
      replicas[(turn + 1) % replicas.length],
    ]);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  scope.onEnd(
    () =>
      new Promise(resolve => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
}

function forward(request, response, [port, ...others]) {
  const { method, url, headers } = request;
  const onward = http.request({
    // A connection for each request: none of them is one that a killed replica has left behind.
    agent: false,
    host: '127.0.0.1',
    port,
    method,
    path: url,
    headers,
  });
  onward.on('response', answer => {
    const kept = Object.entries(answer.headers).filter(
      ([name]) => !HOP_BY_HOP.includes(name),
    );
    response.writeHead(answer.statusCode, Object.fromEntries(kept));
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  onward.on('error', error => {
    if (error.code === 'ECONNREFUSED' && others.length > 0) {
      forward(request, response, others);
    } else if (response.headersSent) {
      response.destroy();
    } else {
      response.writeHead(502).end();
    }
  });
  onward.on('socket', socket =>
    // Only a replica that is there takes the body: a refused one has consumed nothing.
    socket.once('connect', () => request.pipe(onward)),
  );
}
