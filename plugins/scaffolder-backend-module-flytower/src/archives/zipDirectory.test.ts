import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { zipDirectory } from './zipDirectory';

const options = { folder: 'checkout', maxBytes: 100 };

/** A directory with these files. */
function directoryOf(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'flytower-zip-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

async function namesIn(zip: Buffer): Promise<string[]> {
  const open = promisify<Buffer, yauzl.Options, yauzl.ZipFile>(
    yauzl.fromBuffer,
  );
  const file = await open(zip, { lazyEntries: false });
  const names: string[] = [];
  return new Promise((resolve, reject) => {
    file.on('entry', ({ fileName }) => names.push(fileName));
    file.on('end', () => resolve(names));
    file.on('error', reject);
  });
}

describe('zipDirectory', () => {
  it('packs every file, hidden ones too, below one folder', async () => {
    const directory = directoryOf({
      'app.yaml': 'version: 1',
      '.gitignore': '',
      'src/main.js': '1',
    });
    expect(await namesIn(await zipDirectory(directory, options))).toEqual([
      'checkout/.gitignore',
      'checkout/app.yaml',
      'checkout/src/main.js',
    ]);
  });

  it('refuses a link, whose target may be none of the task’s', async () => {
    const directory = directoryOf({ 'app.yaml': '' });
    symlinkSync('/etc/passwd', join(directory, 'passwd'));
    await expect(zipDirectory(directory, options)).rejects.toThrow(
      'passwd is no regular file',
    );
  });

  it('refuses more than an archive may hold', async () => {
    const directory = directoryOf({ large: 'x'.repeat(101) });
    await expect(zipDirectory(directory, options)).rejects.toThrow(
      'at most 100 bytes',
    );
  });

  it('refuses an empty workspace, as another process finds it after a kill', async () => {
    await expect(zipDirectory(directoryOf({}), options)).rejects.toThrow(
      'There are no files to archive',
    );
  });
});
