import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo, connect } from 'node:net';
import express from 'express';
import { inTurns } from './inTurns';

const REQUESTS = 50;

describe('inTurns', () => {
  let server: Server;
  let order: string[];
  /** What is noted of a request as it starts. */
  let started: (path: string) => string;

  beforeEach(async () => {
    order = [];
    started = path => path;
    const app = express();
    app.use(inTurns());
    app.use((request, response) => {
      order.push(started(request.path));
      response.end();
    });
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Sends requests in one piece over one connection, so that all of them are there before the first is looked at. */
  async function together(paths: string[]) {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      paths
        .map((path, index) =>
          [
            `GET ${path} HTTP/1.1`,
            'Host: x',
            ...(index === paths.length - 1 ? ['Connection: close'] : []),
            '\r\n',
          ].join('\r\n'),
        )
        .join(''),
    );
    let answers = '';
    socket.setEncoding('utf8').on('data', text => {
      answers += text;
    });
    await once(socket, 'close');
    return answers.match(/HTTP\/1\.1 200/g)?.length;
  }

  it('lets a question for health go by what came before it, and the rest in their order', async () => {
    const lists = Array.from({ length: REQUESTS }, (_, i) => `/list/${i}`);
    const health = '/.backstage/health/v1/liveness';
    expect(await together([...lists, health])).toBe(REQUESTS + 1);
    expect(order).toEqual([health, ...lists]);
  });

  it('starts one request in a turn of the event loop, with turns between in which Node accepts connections', async () => {
    let turn = 0;
    let counting = true;
    const count = () => {
      turn += 1;
      if (counting) {
        setImmediate(count);
      }
    };
    count();
    const turns: number[] = [];
    started = path => {
      turns.push(turn);
      return path;
    };
    await together(Array.from({ length: REQUESTS }, () => '/list'));
    counting = false;
    const between = turns.slice(1).map((at, index) => at - turns[index]);
    expect(between).toHaveLength(REQUESTS - 1);
    expect(Math.min(...between)).toBeGreaterThan(10);
  });
});
