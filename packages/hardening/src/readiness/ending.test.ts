import { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '@flytower/durable/testUtils';
import { freePort } from '../__testUtils__/startHardened';
import { startSmall } from '../__testUtils__/startSmall';

describe('a process whose database is away', () => {
  let child: ChildProcess | undefined;
  afterEach(() => {
    child?.kill('SIGKILL');
  });

  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])(
    'waits for it, and ends at %s',
    async signal => {
      const [port, away] = [await freePort(), await freePort()];
      child = startSmall(
        1024,
        port,
        // The name leads to ::1 and 127.0.0.1 where the system has both.
        `postgres://nobody:nothing@localhost:${away}/postgres`,
      );
      const exited = once(child, 'exit');
      await eventually(async () => {
        const response = await fetch(
          `http://127.0.0.1:${port}/.backstage/health/v1/readiness`,
        );
        expect(await response.text()).toMatch(
          /The database of the plugin [^ ]* has not come up yet/,
        );
      }, 60_000);
      child.kill(signal);
      await expect(exited).resolves.toEqual([0, null]);
    },
    90_000,
  );
});
