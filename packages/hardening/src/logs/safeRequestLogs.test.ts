import { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../__testUtils__/startHardened';
import { startSmall } from '../__testUtils__/startSmall';

jest.setTimeout(60_000);

describe('the log of a backend', () => {
  let child: ChildProcess;
  let url: string;
  let log = '';

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    child = startSmall(1024, port);
    child.stdout?.setEncoding('utf8').on('data', text => {
      log += text;
    });
    const up = async (): Promise<unknown> =>
      fetch(`${url}/.backstage/health/v1/liveness`).catch(up);
    await up();
  });
  afterAll(() => {
    child.kill('SIGKILL');
  });

  it('names the requests, and not the credentials in their addresses', async () => {
    await fetch(`${url}/api/reads/frame?code=canary1&state=canary2&env=local`, {
      headers: { referer: `${url}/?access_token=canary3&page=5` },
    });
    while (!log.includes('env=local')) {
      await once(child.stdout ?? child, 'data');
    }
    expect(log).toContain('/api/reads/frame?code=***&state=***&env=local');
    expect(log).toContain(`${url}/?access_token=***&page=5`);
    expect(log).not.toContain('canary');
  });
});
