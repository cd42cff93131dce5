import { createServer, Server } from 'node:net';
import { deepBacklog } from './deepBacklog';

function listening() {
  const server = createServer();
  const listen = jest.fn((..._: unknown[]): Server => server);
  server.listen = listen;
  deepBacklog(server);
  return { server, listen };
}

const callback = () => undefined;

describe('deepBacklog', () => {
  it('lets 4096 wait where the backend listens as Backstage does', () => {
    const { server, listen } = listening();
    expect(server.listen(7007, '127.0.0.1', callback)).toBe(server);
    expect(listen).toHaveBeenCalledWith(7007, '127.0.0.1', 4096, callback);
  });

  it.each([
    [[{ port: 7007, backlog: 3 }, callback]],
    [[7007, '127.0.0.1', 3, callback]],
    [['/run/flytower.sock', callback]],
  ])('leaves alone who says more, or listens elsewhere: %j', args => {
    const { server, listen } = listening();
    Reflect.apply(server.listen, server, args);
    expect(listen).toHaveBeenCalledWith(...args);
  });
});
