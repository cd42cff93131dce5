import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { InputError } from '@backstage/errors';
import archiver from 'archiver';

const MAX_FILES = 5000;

interface FileEntry {
  path: string;
  name: string;
  mode: number;
}

/**
 * The regular files of a directory as a zip, all below one folder of the given name. Throws `InputError` where there are
 * none, where there are too many or too large ones, and at a link: what it points to may be none of the task's.
 */
export async function zipDirectory(
  directory: string,
  options: { folder: string; maxBytes: number },
): Promise<Buffer> {
  const files = await filesOf(directory, options.maxBytes);
  const zip = archiver('zip', { zlib: { level: 9 } });
  const sink = new PassThrough();
  const whole = buffer(sink);
  // The stream's own error would reach nobody: the reader of the sink gets it.
  zip.on('error', error => sink.destroy(error));
  zip.pipe(sink);
  for (const { path, name, mode } of files) {
    zip.file(path, { name: `${options.folder}/${name}`, mode });
  }
  await Promise.all([zip.finalize(), whole]);
  return whole;
}

async function filesOf(
  directory: string,
  maxBytes: number,
): Promise<FileEntry[]> {
  const files: FileEntry[] = [];
  let bytes = 0;
  const queue = [directory];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const name = relative(directory, path).split(sep).join('/');
      if (entry.isDirectory()) {
        queue.push(path);
        continue;
      }
      if (!entry.isFile()) {
        throw new InputError(
          `${name} is no regular file; an archive may hold files and folders only`,
        );
      }
      const { size, mode } = await lstat(path);
      bytes += size;
      files.push({ path, name, mode: mode % 0o1000 });
      if (bytes > maxBytes || files.length > MAX_FILES) {
        throw new InputError(
          `The files are more than an archive may hold: at most ${maxBytes} bytes (flytower.templates.archiveMaxBytes) in ${MAX_FILES} files`,
        );
      }
    }
  }
  if (files.length === 0) {
    throw new InputError(
      'There are no files to archive: they were lost with the process that wrote them, or no step wrote any; start over from the template',
    );
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}
