import { readPage, readPlain } from '../formats.ts';
import { decodePage, isPlain } from './charset.ts';

/** What a worker thread reads: the bytes of a page, its `Content-Type` and where it was fetched. */
export type PageTask = { readonly bytes: Uint8Array; readonly type: string; readonly address: string };

/** Reading the bytes and the markup of a page, off the main thread: a hostile page ends its worker and nothing else. */
export default function read({ bytes, type, address }: PageTask): ReturnType<typeof readPage> {
  const words = decodePage(bytes, type);
  return isPlain(type) ? readPlain(words) : readPage(words, address);
}
