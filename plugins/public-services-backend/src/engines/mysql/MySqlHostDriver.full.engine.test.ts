/* eslint-disable jest/no-standalone-expect -- the test stands alone where root may mount */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EgressGuard } from '@flytower/kube';
import { Secret } from '@flytower/sealing';
import { ServerAccess } from '../EngineDriver';
import { MySqlHostDriver } from './MySqlHostDriver';

const ROOT = resolve(__dirname, '../../../../..');

/** A folder with little space, where we may have one. */
function smallDisk(): string | undefined {
  if (process.getuid?.() !== 0 || !process.env.FLYTOWER_TEST_ENGINES) {
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'flytower-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256m', 'tmpfs', folder], {
      stdio: 'ignore',
    });
    execFileSync('chmod', ['755', folder]);
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

/** Adds to a file until its disk is full, to the last page. */
function fill(file: string) {
  const page = Buffer.alloc(4096);
  const ballast = openSync(file, 'a');
  try {
    for (;;) {
      writeSync(ballast, page);
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    closeSync(ballast);
  }
}

const disk = smallDisk();
const onSmallDisk = disk === undefined ? it.skip : it;

describe('a MariaDB whose disk is full', () => {
  onSmallDisk(
    'is told as full, and serves again by itself when there is space',
    async () => {
      const home = disk ?? '';
      const engines = spawn(
        process.execPath,
        [
          join(ROOT, 'tools', 'engines.mjs'),
          ...['--home', home, '--mysql', '13946', '--redis', '17019'],
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const ended = once(engines, 'exit');
      try {
        await new Promise<void>(ready => {
          engines.stdout.setEncoding('utf8').on('data', text => {
            if (text.includes('engines.json')) {
              ready();
            }
          });
        });
        const { mariadb } = JSON.parse(
          readFileSync(join(home, 'engines', 'engines.json'), 'utf8'),
        );
        const server: ServerAccess = {
          engine: 'mysql',
          host: mariadb.host,
          port: mariadb.port,
          administrator: {
            username: mariadb.username,
            password: Secret.of(mariadb.password),
          },
        };
        const driver = new MySqlHostDriver({
          guard: EgressGuard.fromCidrs(['127.0.0.0/8']),
        });
        const instance = (id: string) => ({
          id,
          database: id.toLowerCase(),
          limits: { connections: 5 },
        });
        const ballast = join(home, 'ballast');
        fill(ballast);
        // The first of a server also makes the table of claims, for which there is no page.
        await expect(
          driver.createInstance(server, instance('FIRST')),
        ).rejects.toMatchObject({ code: 'full', retry: true });
        rmSync(ballast);
        await driver.createInstance(server, instance('FIRST'));
        expect(await driver.observe(server, instance('FIRST'))).toMatchObject({
          database: 'own',
        });
      } finally {
        engines.kill('SIGTERM');
        await ended;
        execFileSync('umount', [home]);
        rmSync(home, { recursive: true });
      }
    },
    120_000,
  );
});
