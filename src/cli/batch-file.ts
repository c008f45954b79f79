import { type FileHandle, open } from 'node:fs/promises';
import { SitrepError } from '../core/model/errors.ts';

/** A batch, opened before anything else is: a wrong path is said at once. Throws `not_found`. */
export async function openBatch(file: string): Promise<FileHandle> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    if ((await handle.stat()).isDirectory()) throw new Error('a folder');
    return handle;
  } catch (error) {
    await handle?.close();
    throw new SitrepError('not_found', `${file} cannot be read.`, { cause: error });
  }
}
